/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.SQLException;

/** Several statements as one piece of work, in the transaction of the connection if it has one. */
final class LocalWork {

    private LocalWork() {}

    static <T> T inTransaction(Connection connection, Statements<T> work) throws SQLException {
        if (!connection.getAutoCommit()) {
            return work.run();
        }
        connection.setAutoCommit(false);
        try {
            T result = work.run();
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException e) {
            undo(connection, e);
            throw e;
        }
    }

    private static void undo(Connection connection, Exception cause) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            // A lost connection must not hide why it was lost.
            cause.addSuppressed(e);
        }
    }

    @FunctionalInterface
    interface Statements<T> {
        T run() throws SQLException;
    }
}
