/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * The statements over messages by their id alone, as PGMQ has them: they do not ask who holds the lease. Each is one
 * round trip on the connection given. Stateless.
 */
final class MessageStatements {

    private static final String POP_ONE = "SELECT * FROM pgmq.pop(queue_name => ?::text)";
    private static final String POP = "SELECT * FROM pgmq.pop(queue_name => ?::text, qty => ?::integer)";
    private static final String DELETE =
            "SELECT d AS msg_id FROM pgmq.delete(queue_name => ?::text, msg_ids => ?::bigint[]) AS d";
    private static final String ARCHIVE =
            "SELECT d AS msg_id FROM pgmq.archive(queue_name => ?::text, msg_ids => ?::bigint[]) AS d";
    // The form for several ids came with 1.8 only.
    private static final String SET_VT =
            """
            SELECT s.msg_id FROM unnest(?::bigint[]) AS i(id),
            LATERAL pgmq.set_vt(?::text, i.id, ?::integer) AS s""";

    private MessageStatements() {}

    /** @param limit more than 1 needs {@link PgmqFeature#POP_QUANTITY} */
    static List<PgmqMessage> pop(Connection connection, QueueName queue, int limit) throws SQLException {
        return limit == 1
                ? MessageRows.list(connection, POP_ONE, queue.name())
                : MessageRows.list(connection, POP, queue.name(), limit);
    }

    static List<Long> delete(Connection connection, QueueName queue, Collection<Long> ids) throws SQLException {
        return ids(connection, DELETE, queue.name(), array(connection, ids));
    }

    static List<Long> archive(Connection connection, QueueName queue, Collection<Long> ids) throws SQLException {
        return ids(connection, ARCHIVE, queue.name(), array(connection, ids));
    }

    static List<Long> setVisibilityTimeout(
            Connection connection, QueueName queue, Collection<Long> ids, Duration visibilityTimeout)
            throws SQLException {
        return ids(
                connection,
                SET_VT,
                array(connection, ids),
                queue.name(),
                Math.toIntExact(visibilityTimeout.toSeconds()));
    }

    private static List<Long> ids(Connection connection, String sql, Object... parameters) throws SQLException {
        return Jdbc.list(connection, sql, row -> row.getLong("msg_id"), parameters);
    }

    private static Array array(Connection connection, Collection<Long> ids) throws SQLException {
        return connection.createArrayOf("bigint", ids.toArray());
    }
}
