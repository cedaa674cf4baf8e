/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Which queues are bound to which topic patterns (PGMQ 1.11). Stateless. */
final class TopicStatements {

    // PGMQ looks the queue up with the letters it was created with; no row if there is none.
    private static final String BIND =
            """
            SELECT pgmq.bind_topic(pattern => ?::text, queue_name => q.name)
            FROM (SELECT min(m.queue_name)::text AS name FROM pgmq.meta AS m WHERE lower(m.queue_name) = ?::text) AS q
            WHERE q.name IS NOT NULL""";
    private static final String UNBIND = "SELECT pgmq.unbind_topic(pattern => ?::text, queue_name => "
            + QueueCatalog.NAME_AS_CREATED + ") AS unbound";
    private static final String LIST =
            "SELECT b.pattern, b.queue_name, b.bound_at FROM pgmq.list_topic_bindings() AS b";

    private TopicStatements() {}

    static void bind(Connection connection, String pattern, QueueName queue) throws SQLException {
        if (!Jdbc.any(connection, BIND, pattern, queue.folded())) {
            throw new QueueNotFoundException(queue);
        }
    }

    static boolean unbind(Connection connection, String pattern, QueueName queue) throws SQLException {
        return Jdbc.first(connection, UNBIND, row -> row.getBoolean("unbound"), pattern, queue.folded(), queue.name());
    }

    static List<TopicBinding> list(Connection connection) throws SQLException {
        return Jdbc.list(
                connection,
                LIST,
                row -> new TopicBinding(
                        row.getString("pattern"), row.getString("queue_name"), Jdbc.instant(row, "bound_at")));
    }
}
