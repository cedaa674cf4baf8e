/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.SQLException;

/** Several statements as one piece of work, in the transaction of the connection if it has one. */
public final class LocalWork {

    private LocalWork() {}

    /**
     * Runs the statements. A connection in autocommit mode gets a transaction for them, which is rolled back if they throw;
     * otherwise they are part of the transaction that its owner ends.
     */
    public static <T> T inTransaction(Connection connection, Statements<T> work) throws SQLException {
        if (!connection.getAutoCommit()) {
            return work.run();
        }
        connection.setAutoCommit(false);
        try {
            T result = work.run();
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            undo(connection, e);
            throw e;
        }
    }

    private static void undo(Connection connection, Throwable cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // A lost connection must not hide why it was lost.
            cause.addSuppressed(e);
        }
    }

    /** What is done on the connection. */
    @FunctionalInterface
    public interface Statements<T> {
        T run() throws SQLException;
    }
}
