/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One transaction on one connection. Used by one thread only; the binding to the thread is by the identity of the data source. */
final class LocalTransaction implements SharedConnection.Owner {

    private static final Logger LOG = LoggerFactory.getLogger(LocalTransaction.class);
    private static final String QUERY_CANCELED = "57014";
    private static final ThreadLocal<Map<DataSource, LocalTransaction>> BOUND = new ThreadLocal<>();

    private final Connection connection;
    private final boolean restoreAutoCommit;
    private final Duration timeout;
    private final long deadline;
    private final TransactionUnits units = new TransactionUnits();
    private boolean broken;
    private boolean ended;

    private LocalTransaction(Connection connection, boolean restoreAutoCommit, Duration timeout) {
        this.connection = connection;
        this.restoreAutoCommit = restoreAutoCommit;
        this.timeout = timeout;
        this.deadline = timeout == null ? 0 : System.nanoTime() + timeout.toNanos();
    }

    // ---- binding

    static LocalTransaction current(DataSource target) {
        Map<DataSource, LocalTransaction> bound = BOUND.get();
        return bound == null ? null : bound.get(target);
    }

    /** Binds a transaction, or nothing if it is null, and returns what was bound before. */
    static LocalTransaction bind(DataSource target, LocalTransaction transaction) {
        Map<DataSource, LocalTransaction> bound = BOUND.get();
        if (transaction == null) {
            LocalTransaction before = bound == null ? null : bound.remove(target);
            if (bound != null && bound.isEmpty()) {
                BOUND.remove();
            }
            return before;
        }
        if (bound == null) {
            bound = new IdentityHashMap<>(2);
            BOUND.set(bound);
        }
        return bound.put(target, transaction);
    }

    // ---- life

    static LocalTransaction begin(DataSource target, TransactionOptions options) throws SQLException {
        Connection connection = target.getConnection();
        LocalTransaction transaction = null;
        try {
            boolean autoCommit = connection.getAutoCommit();
            transaction = new LocalTransaction(connection, autoCommit, options.timeout());
            if (autoCommit) {
                connection.setAutoCommit(false);
            }
            options.applyTo(connection);
            return transaction;
        } catch (SQLException | RuntimeException e) {
            if (transaction == null) {
                closeQuietly(connection);
            } else {
                transaction.rollback(e);
                transaction.release();
            }
            throw e;
        }
    }

    void commit() throws SQLException {
        checkDeadline();
        AbortedTransaction.check(connection);
        connection.commit();
    }

    /** Never throws: a failure is attached to the cause, or logged if there is none. The connection then does not survive. */
    void rollback(Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException | RuntimeException e) {
            broken = true;
            if (cause != null && cause != e) {
                cause.addSuppressed(e);
            } else {
                LOG.warn(
                        "Rollback failed; the connection is discarded, with which the database rolls back: {}",
                        e.toString());
            }
        }
    }

    /** Gives the connection back; never throws. */
    void release() {
        ended = true;
        // setAutoCommit(true) would commit what a failed rollback may have left.
        if (!broken && restoreAutoCommit) {
            try {
                connection.setAutoCommit(true);
            } catch (SQLException | RuntimeException e) {
                broken = true;
                LOG.warn("Auto-commit could not be restored; the connection is discarded: {}", e.toString());
            }
        }
        if (broken) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException | RuntimeException e) {
                LOG.debug("Aborting a broken connection failed: {}", e.toString());
            }
        }
        closeQuietly(connection);
    }

    private void checkDeadline() throws SQLTimeoutException {
        if (timeout != null && System.nanoTime() - deadline > 0) {
            throw new SQLTimeoutException(
                    "The transaction has exceeded its timeout of " + timeout.toMillis()
                            + " ms and is rolled back: raise the timeout or do less in one transaction",
                    QUERY_CANCELED);
        }
    }

    private static void closeQuietly(Connection connection) {
        try {
            connection.close();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("Closing a connection failed: {}", e.toString());
        }
    }

    TransactionUnits units() {
        return units;
    }

    // ---- the shared connection

    Connection connection() {
        return SharedConnection.of(this);
    }

    @Override
    public Connection delegate() throws SQLException {
        if (ended) {
            throw new SQLNonTransientConnectionException(
                    "This connection's transaction has ended: get a new connection from the data source", "08003");
        }
        return connection;
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void prepare(Statement statement) throws SQLException {
        checkDeadline();
    }
}
