/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
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
        try (PreparedStatement statement = connection.prepareStatement(limit == 1 ? POP_ONE : POP)) {
            statement.setString(1, queue.name());
            if (limit != 1) {
                statement.setInt(2, limit);
            }
            try (ResultSet rows = statement.executeQuery()) {
                return QueueStatements.messages(rows);
            }
        }
    }

    static List<Long> delete(Connection connection, QueueName queue, Collection<Long> ids) throws SQLException {
        return acknowledge(connection, DELETE, queue, ids);
    }

    static List<Long> archive(Connection connection, QueueName queue, Collection<Long> ids) throws SQLException {
        return acknowledge(connection, ARCHIVE, queue, ids);
    }

    static List<Long> setVisibilityTimeout(
            Connection connection, QueueName queue, Collection<Long> ids, Duration visibilityTimeout)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SET_VT)) {
            statement.setArray(1, connection.createArrayOf("bigint", ids.toArray()));
            statement.setString(2, queue.name());
            statement.setInt(3, Math.toIntExact(visibilityTimeout.toSeconds()));
            return ids(statement);
        }
    }

    private static List<Long> acknowledge(Connection connection, String sql, QueueName queue, Collection<Long> ids)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, queue.name());
            statement.setArray(2, connection.createArrayOf("bigint", ids.toArray()));
            return ids(statement);
        }
    }

    private static List<Long> ids(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            List<Long> ids = new ArrayList<>();
            while (rows.next()) {
                ids.add(rows.getLong("msg_id"));
            }
            return ids;
        }
    }
}
