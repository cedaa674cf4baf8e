/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTimeoutException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
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
    private Unit unit = new Unit(null, null);
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
            String settings = settings(options);
            if (!settings.isEmpty()) {
                try (Statement statement = connection.createStatement()) {
                    statement.execute(settings);
                }
            }
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

    // Local to the transaction, so nothing has to be restored, and nothing can be left behind, on a connection that
    // goes back to a pool.
    private static String settings(TransactionOptions options) {
        StringJoiner sql = new StringJoiner("; ");
        if (options.isolation() != Isolation.DEFAULT) {
            sql.add("SET TRANSACTION ISOLATION LEVEL " + options.isolation().sql());
        }
        if (options.readOnly()) {
            sql.add("SET TRANSACTION READ ONLY");
        }
        if (options.timeout() != null) {
            sql.add("SET LOCAL statement_timeout = "
                    + Math.min(options.timeout().toMillis(), Integer.MAX_VALUE));
        }
        return sql.toString();
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

    // ---- units: the transaction itself and the savepoints in it

    Unit unit() {
        return unit;
    }

    Unit beginSavepoint() throws SQLException {
        unit = new Unit(unit, connection.setSavepoint());
        return unit;
    }

    void commitSavepoint(Unit savepoint) throws SQLException {
        AbortedTransaction.check(connection);
        connection.releaseSavepoint(savepoint.savepoint);
        savepoint.outer.afterCommit.addAll(savepoint.afterCommit);
    }

    /** Never throws: without its savepoint the whole transaction can only be rolled back, and is marked so. */
    void rollbackSavepoint(Unit savepoint, Throwable cause) {
        try {
            connection.rollback(savepoint.savepoint);
            connection.releaseSavepoint(savepoint.savepoint);
        } catch (SQLException | RuntimeException e) {
            savepoint.outer.markedByParticipant = true;
            if (cause != null && cause != e) {
                cause.addSuppressed(e);
            } else {
                LOG.warn("Rollback to a savepoint failed; the whole transaction will be rolled back: {}", e.toString());
            }
        }
    }

    void endSavepoint(Unit savepoint) {
        unit = savepoint.outer;
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

    /** What commits or rolls back as one: the transaction or a savepoint. */
    static final class Unit {

        private final Unit outer;
        private final Savepoint savepoint;
        private final List<Runnable> afterCommit = new ArrayList<>(2);
        private int participants;
        private boolean markedByOwner;
        private boolean markedByParticipant;

        private Unit(Unit outer, Savepoint savepoint) {
            this.outer = outer;
            this.savepoint = savepoint;
        }

        void join() {
            participants++;
        }

        void leave(boolean failed) {
            participants--;
            markedByParticipant |= failed;
        }

        void markRollbackOnly() {
            if (participants > 0) {
                markedByParticipant = true;
            } else {
                markedByOwner = true;
            }
        }

        boolean isMarked() {
            return markedByOwner || markedByParticipant;
        }

        /** The one who began this unit does not expect a rollback. */
        boolean isUnexpected() {
            return markedByParticipant && !markedByOwner;
        }

        List<Runnable> afterCommit() {
            return afterCommit;
        }
    }
}
