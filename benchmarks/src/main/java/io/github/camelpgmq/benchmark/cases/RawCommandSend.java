/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;

/** How commands are sent with plain JDBC. */
final class RawCommandSend {

    static final String DATA = "{\"account\":7,\"amount\":\"25.00\",\"currency\":\"EUR\",\"text\":\"Invoice 4711\"}";

    /** Sends once. */
    @FunctionalInterface
    interface Send {
        void run() throws SQLException;
    }

    /** Prepares the statements of a connection. */
    @FunctionalInterface
    interface Prepared {
        Send on(Connection connection) throws SQLException;
    }

    // LIMIT keeps the planner from expecting 1,000 rows of a function.
    private static final String SINGLE = CommandWorkload.fill(
            """
            WITH sent AS MATERIALIZED (
              SELECT m AS msg_id FROM pgmq.send(queue_name => '$queue', msg => ?::jsonb) AS m LIMIT 1),
            inserted AS (
              INSERT INTO command_bus_command (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                               created_at, updated_at, reply_queue, correlation_id)
              SELECT '$domain', ?::uuid, '$type', 'PENDING', 0, 3, '$queue', msg_id, clock_timestamp(), clock_timestamp(),
                     '$replies', ?::uuid
              FROM sent
              RETURNING command_id, msg_id)
            INSERT INTO command_bus_audit (domain, command_id, event_type, ts, details_json)
            SELECT '$domain', command_id, 'SENT', clock_timestamp(), jsonb_build_object('msg_id', msg_id, 'command_type', '$type')
            FROM inserted""",
            true);

    private static final String MESSAGE =
            CommandWorkload.fill("SELECT m FROM pgmq.send(queue_name => '$queue', msg => ?::jsonb) AS m", true);

    private static final String COMMAND = CommandWorkload.fill(
            """
            INSERT INTO command_bus_command (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                             created_at, updated_at, reply_queue, correlation_id)
            VALUES ('$domain', ?::uuid, '$type', 'PENDING', 0, 3, '$queue', ?::bigint, clock_timestamp(), clock_timestamp(),
                    '$replies', ?::uuid)""",
            true);

    private static final String AUDIT = CommandWorkload.fill(
            """
            INSERT INTO command_bus_audit (domain, command_id, event_type, ts, details_json)
            VALUES ('$domain', ?::uuid, 'SENT', clock_timestamp(), jsonb_build_object('msg_id', ?::bigint, 'command_type', '$type'))""",
            true);

    private static final String BATCH = CommandWorkload.fill(
            """
            WITH sent AS MATERIALIZED (
              SELECT s.msg_id, s.command_id, s.correlation_id
              FROM ROWS FROM (pgmq.send_batch(queue_name => '$queue', msgs => ?::jsonb[]), unnest(?::uuid[]), unnest(?::uuid[]))
                AS s(msg_id, command_id, correlation_id)
              LIMIT $size),
            inserted AS (
              INSERT INTO command_bus_command (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                               created_at, updated_at, reply_queue, correlation_id)
              SELECT '$domain', command_id, '$type', 'PENDING', 0, 3, '$queue', msg_id, clock_timestamp(), clock_timestamp(),
                     '$replies', correlation_id
              FROM sent
              RETURNING command_id, msg_id)
            INSERT INTO command_bus_audit (domain, command_id, event_type, ts, details_json)
            SELECT '$domain', command_id, 'SENT', clock_timestamp(), jsonb_build_object('msg_id', msg_id, 'command_type', '$type')
            FROM inserted""",
            true);

    private RawCommandSend() {}

    /** One statement, which is its own transaction. */
    static Send single(Connection connection) throws SQLException {
        PreparedStatement send = connection.prepareStatement(SINGLE);
        return () -> {
            UUID id = UUID.randomUUID();
            UUID correlation = UUID.randomUUID();
            send.setString(1, message(id, correlation));
            send.setObject(2, id);
            send.setObject(3, correlation);
            send.executeUpdate();
        };
    }

    /** A transaction of three statements. */
    static Send separate(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        PreparedStatement send = connection.prepareStatement(MESSAGE);
        PreparedStatement command = connection.prepareStatement(COMMAND);
        PreparedStatement audit = connection.prepareStatement(AUDIT);
        return () -> {
            UUID id = UUID.randomUUID();
            UUID correlation = UUID.randomUUID();
            send.setString(1, message(id, correlation));
            long msgId = first(send);
            command.setObject(1, id);
            command.setLong(2, msgId);
            command.setObject(3, correlation);
            command.executeUpdate();
            audit.setObject(1, id);
            audit.setLong(2, msgId);
            audit.executeUpdate();
            connection.commit();
        };
    }

    /** One statement for so many commands. */
    static Send batch(Connection connection, int size) throws SQLException {
        PreparedStatement send = connection.prepareStatement(BATCH.replace("$size", String.valueOf(size)));
        return () -> {
            Object[] ids = new Object[size];
            Object[] correlations = new Object[size];
            Object[] messages = new Object[size];
            for (int i = 0; i < size; i++) {
                UUID id = UUID.randomUUID();
                UUID correlation = UUID.randomUUID();
                ids[i] = id;
                correlations[i] = correlation;
                messages[i] = message(id, correlation);
            }
            Array[] arrays = {
                connection.createArrayOf("text", messages),
                connection.createArrayOf("uuid", ids),
                connection.createArrayOf("uuid", correlations)
            };
            for (int i = 0; i < arrays.length; i++) {
                send.setArray(i + 1, arrays[i]);
            }
            send.executeUpdate();
        };
    }

    private static long first(PreparedStatement query) throws SQLException {
        try (ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static String message(UUID id, UUID correlation) {
        return "{\"domain\":\"" + CommandWorkload.DOMAIN + "\",\"command_type\":\"" + CommandWorkload.TYPE
                + "\",\"command_id\":\"" + id + "\",\"correlation_id\":\"" + correlation + "\",\"reply_to\":\""
                + CommandWorkload.REPLIES + "\",\"created_at\":\"" + Instant.now() + "\",\"data\":" + DATA + "}";
    }
}
