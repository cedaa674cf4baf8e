/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Creates PGMQ queues that are missing. */
final class QueueCreation {

    private static final String EXISTS =
            "SELECT to_regclass(?::text) IS NOT NULL AND to_regclass(?::text) IS NOT NULL AS present";

    // PGMQ before 1.6 takes no lock of its own, and creation by two starters at once fails in the catalog.
    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('camel-pgmq create queue', 0)) IS NULL";

    private static final String CREATE = "SELECT pgmq.create(queue_name => ?::text) IS NULL";

    private QueueCreation() {}

    static void createMissing(Connection connection, List<String> names) throws SQLException {
        for (String name : names) {
            if (!exists(connection, name)) {
                Jdbc.inTransaction(connection, () -> {
                    Jdbc.first(connection, LOCK, row -> true);
                    if (!exists(connection, name)) {
                        Jdbc.first(connection, CREATE, row -> true, name);
                    }
                    return null;
                });
            }
        }
    }

    private static boolean exists(Connection connection, String name) throws SQLException {
        QueueTables tables = new QueueTables(name);
        return Jdbc.first(connection, EXISTS, row -> row.getBoolean("present"), tables.table(), tables.archiveTable());
    }
}
