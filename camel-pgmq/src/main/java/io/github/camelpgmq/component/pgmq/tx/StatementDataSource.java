/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Connections for statements that are to be committed as they are run: outside of a transaction they are in autocommit
 * mode, whatever the pool's default is. A pool with {@code autoCommit=false} would roll the statement back, without an
 * error, when its connection is given back. Pools restore the mode themselves. Thread-safe.
 */
public final class StatementDataSource extends TransactionAwareDataSource {

    private final JdbcTransactions joined;

    private StatementDataSource(DataSource target, JdbcTransactions joined) {
        super(target);
        this.joined = joined;
    }

    /** Joins the transaction of the thread if there is one. */
    public static DataSource joining(JdbcTransactions transactions) {
        return new StatementDataSource(transactions.target(), transactions);
    }

    /** Takes no part in any transaction. */
    public static DataSource alone(DataSource target) {
        return new StatementDataSource(target, null);
    }

    /** A connection that takes no part in any transaction. */
    public static Connection open(DataSource target) throws SQLException {
        Connection connection = target.getConnection();
        try {
            if (!connection.getAutoCommit()) {
                connection.setAutoCommit(true);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Connection getConnection() throws SQLException {
        return joined == null ? open(getTargetDataSource()) : joined.getConnection();
    }
}
