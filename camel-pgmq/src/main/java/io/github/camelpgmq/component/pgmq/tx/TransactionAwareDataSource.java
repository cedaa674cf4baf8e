/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Hands out the connection of the transaction that is bound to the thread, ours or Spring's, and an ordinary connection outside. Give it to
 * whatever shall join: camel-sql, camel-jdbc, JdbcTemplate, jOOQ, plain JDBC. Inside a transaction closing the connection has no effect,
 * and committing it, rolling it back or {@code setAutoCommit(true)} is refused. Thread-safe.
 */
public class TransactionAwareDataSource implements DataSource {

    private volatile DataSource targetDataSource;

    /** For bean definitions: {@link #setTargetDataSource(DataSource)} must follow. */
    public TransactionAwareDataSource() {}

    public TransactionAwareDataSource(DataSource targetDataSource) {
        this.targetDataSource = targetDataSource;
    }

    /** The innermost data source if several of this class are nested. */
    public static DataSource unwrap(DataSource dataSource) {
        DataSource target = dataSource;
        while (target instanceof TransactionAwareDataSource aware) {
            target = aware.required();
        }
        return target;
    }

    /** The data source that connections come from; of nested ones the innermost. */
    public DataSource getTargetDataSource() {
        return unwrap(this);
    }

    public void setTargetDataSource(DataSource targetDataSource) {
        this.targetDataSource = targetDataSource;
    }

    @Override
    public Connection getConnection() throws SQLException {
        DataSource target = getTargetDataSource();
        LocalTransaction transaction = LocalTransaction.current(target);
        if (transaction != null) {
            return transaction.connection();
        }
        if (JdbcTransactionsFactory.SPRING_PRESENT) {
            Connection bound = SpringJdbcTransactions.boundConnection(this, target);
            if (bound != null) {
                return bound;
            }
        }
        return outsideTransaction(target);
    }

    /** A connection for a thread without a transaction, as the target hands it out. */
    Connection outsideTransaction(DataSource target) throws SQLException {
        return target.getConnection();
    }

    /**
     * A connection of another user, outside of any transaction.
     *
     * @throws SQLFeatureNotSupportedException if a transaction is bound to the thread: another user's connection cannot join it
     */
    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        DataSource target = getTargetDataSource();
        if (LocalTransaction.current(target) != null) {
            throw new SQLFeatureNotSupportedException(
                    "A transaction is active on this thread and a connection of user '" + username
                            + "' cannot join it: use getConnection(), or a data source of its own for that user");
        }
        return target.getConnection(username, password);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return getTargetDataSource().getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        getTargetDataSource().setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        getTargetDataSource().setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return getTargetDataSource().getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return getTargetDataSource().getParentLogger();
    }

    /** Looks at the target first, so that {@code unwrap(DataSource.class)} gives the target. */
    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        DataSource target = getTargetDataSource();
        if (type.isInstance(target)) {
            return type.cast(target);
        }
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return target.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        DataSource target = getTargetDataSource();
        return type.isInstance(target) || type.isInstance(this) || target.isWrapperFor(type);
    }

    @Override
    public String toString() {
        return "TransactionAwareDataSource[" + targetDataSource + "]";
    }

    private DataSource required() {
        DataSource target = targetDataSource;
        if (target == null) {
            throw new IllegalStateException("TransactionAwareDataSource has no targetDataSource: set this property");
        }
        return target;
    }
}
