/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.sql.SQLException;
import java.util.Objects;

/** Turns what a server answers into what to do about it. */
final class SqlFailures {

    private SqlFailures() {}

    static PgmqServerException explain(String what, ConnectionSettings admin, SQLException failure) {
        return new PgmqServerException(
                what + " as " + admin + ": " + failure.getMessage() + ". " + cure(admin, failure), failure);
    }

    private static String cure(ConnectionSettings admin, SQLException failure) {
        String state = Objects.requireNonNullElse(failure.getSQLState(), "");
        if (state.startsWith("08")) {
            return "Check that the server runs and that pgmq.url names its host and port";
        }
        if (state.startsWith("28")) {
            return "Check pgmq.username and pgmq.password (or ~/.pgpass) and the server's pg_hba.conf";
        }
        return switch (state) {
            case "3D000" -> "Let pgmq.url name a database that exists, such as postgres";
            case "42P04" -> "Choose another name, or drop that database";
            case "42501" ->
                "Let pgmq.username name a role that may create databases (ALTER ROLE " + admin.username()
                        + " CREATEDB) and install PGMQ";
            case "53100" -> "The server's disk is full: free space, or set pgmq.directory to another disk";
            case "53300" -> "The server has no free connection: close some, or raise pgmq.setting.max_connections";
            case "55006" -> "Somebody is connected to the template database; try again";
            default -> "PostgreSQL's error code is " + state;
        };
    }
}
