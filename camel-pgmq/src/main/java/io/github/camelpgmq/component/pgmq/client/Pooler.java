/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.PGConnection;

/**
 * Tells whether a connection goes through a pooler such as PgBouncer. In its transaction mode consecutive transactions
 * run on different server connections, so LISTEN does not last, and a statement that was prepared under a name may be
 * missing or be somebody else's. Stateless.
 */
public final class Pooler {

    private static final String BACKEND_PID = "SELECT pg_backend_pid() AS pid";

    private Pooler() {}

    /**
     * Whether the server process is another than the one that the connection was told of. True in a pooler's session mode
     * too, false with a driver that is not PostgreSQL's. One round trip.
     */
    public static boolean isBetween(Connection connection) throws SQLException {
        if (!connection.isWrapperFor(PGConnection.class)) {
            return false;
        }
        int told = connection.unwrap(PGConnection.class).getBackendPID();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(BACKEND_PID)) {
            row.next();
            return row.getInt("pid") != told;
        }
    }

    /** Whether the driver prepares statements under names on this connection once they are used often. No round trip. */
    public static boolean preparesByName(Connection connection) throws SQLException {
        return connection.isWrapperFor(PGConnection.class)
                && connection.unwrap(PGConnection.class).getPrepareThreshold() > 0;
    }
}
