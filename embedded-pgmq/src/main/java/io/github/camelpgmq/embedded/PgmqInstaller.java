/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs PGMQ in a database: the server's extension if it has one, else the script from this jar. */
final class PgmqInstaller {

    private static final Logger LOG = LoggerFactory.getLogger(PgmqInstaller.class);

    private static final String IS_AVAILABLE =
            "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_available_extensions WHERE name = 'pgmq') AS available";
    private static final String CREATE_EXTENSION = "CREATE EXTENSION pgmq";
    private static final String VERSION = "SELECT extversion FROM pg_catalog.pg_extension WHERE extname = 'pgmq'";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private PgmqInstaller() {}

    /** Returns the installed version and how it was installed. */
    static String install(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (isAvailable(statement) && createExtension(statement)) {
                return version(statement);
            }
            statement.execute(PgmqFiles.script());
            return PgmqFiles.version() + " as SQL script";
        }
    }

    private static boolean isAvailable(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(IS_AVAILABLE)) {
            return rows.next() && rows.getBoolean("available");
        }
    }

    private static boolean createExtension(Statement statement) throws SQLException {
        try {
            statement.execute(CREATE_EXTENSION);
            return true;
        } catch (SQLException e) {
            if (INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                LOG.debug("The role may not create the extension pgmq; its SQL script does without", e);
                return false;
            }
            throw e;
        }
    }

    private static String version(Statement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery(VERSION)) {
            rows.next();
            return rows.getString("extversion");
        }
    }
}
