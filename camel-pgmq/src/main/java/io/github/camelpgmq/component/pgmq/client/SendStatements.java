/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * The statements that send, each one round trip on the connection given: the caller decides about the transaction.
 * Stateless. Delays are counted by the database's clock.
 */
public final class SendStatements {

    private static final String VISIBLE_FROM =
            "coalesce(?::timestamptz, clock_timestamp() + make_interval(secs => ?::double precision))";

    private static final String SEND =
            """
            SELECT m AS msg_id FROM pgmq.send(queue_name => ?::text, msg => ?::jsonb, headers => ?::jsonb,
              delay => %s) AS m"""
                    .formatted(VISIBLE_FROM);

    private static final String SEND_BATCH =
            """
            SELECT m AS msg_id FROM pgmq.send_batch(queue_name => ?::text, msgs => ?::jsonb[], headers => ?::jsonb[],
              delay => %s) AS m"""
                    .formatted(VISIBLE_FROM);

    // pgmq.send_batch has one delay for all, so messages with delays of their own are sent one by one, by the server.
    private static final String SEND_EACH =
            """
            SELECT m AS msg_id
            FROM unnest(?::jsonb[], ?::jsonb[], ?::timestamptz[], ?::double precision[]) WITH ORDINALITY
              AS b(msg, headers, until, secs, n),
            LATERAL pgmq.send(queue_name => ?::text, msg => b.msg, headers => b.headers,
              delay => coalesce(b.until, clock_timestamp() + make_interval(secs => b.secs))) AS m
            ORDER BY b.n""";

    private static final String SEND_TOPIC =
            """
            SELECT t.queue_name, t.msg_id FROM pgmq.send_batch_topic(routing_key => ?::text, msgs => ?::jsonb[],
              headers => ?::jsonb[], delay => %s) AS t"""
                    .formatted(VISIBLE_FROM);

    private SendStatements() {}

    /**
     * Sends one message ({@code pgmq.send}).
     *
     * @return PGMQ's message id
     */
    public static long send(Connection connection, QueueName queue, NewMessage message) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEND)) {
            statement.setString(1, queue.name());
            statement.setString(2, message.body());
            statement.setString(3, message.headers());
            bindDelay(statement, 4, message.delay());
            return ids(statement).get(0);
        }
    }

    /**
     * Sends messages in one statement ({@code pgmq.send_batch}; {@code pgmq.send} for each if their delays differ).
     *
     * @return PGMQ's message ids, in the order of the messages
     */
    public static List<Long> sendBatch(Connection connection, QueueName queue, List<NewMessage> messages)
            throws SQLException {
        if (messages.isEmpty()) {
            return List.of();
        }
        Delay delay = messages.get(0).delay();
        if (!messages.stream().allMatch(message -> message.delay().equals(delay))) {
            return sendEach(connection, queue, messages);
        }
        try (PreparedStatement statement = connection.prepareStatement(SEND_BATCH)) {
            statement.setString(1, queue.name());
            bindMessages(statement, 2, messages);
            bindDelay(statement, 4, delay);
            return ids(statement);
        }
    }

    /**
     * Sends messages to every queue bound to the routing key, in one statement ({@code pgmq.send_batch_topic}, PGMQ
     * 1.11).
     *
     * @param delay how long all of them stay invisible
     * @return what was sent; empty if no queue is bound
     */
    public static List<SentMessage> sendTopic(
            Connection connection, String routingKey, List<NewMessage> messages, Delay delay) throws SQLException {
        if (messages.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(SEND_TOPIC)) {
            statement.setString(1, routingKey);
            bindMessages(statement, 2, messages);
            bindDelay(statement, 4, delay);
            try (ResultSet rows = statement.executeQuery()) {
                List<SentMessage> sent = new ArrayList<>();
                while (rows.next()) {
                    sent.add(new SentMessage(rows.getString("queue_name"), rows.getLong("msg_id")));
                }
                return sent;
            }
        }
    }

    private static List<Long> sendEach(Connection connection, QueueName queue, List<NewMessage> messages)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEND_EACH)) {
            bindMessages(statement, 1, messages);
            statement.setArray(3, Jdbc.array(connection, "timestamptz", messages, m -> timestamp(m.delay())));
            statement.setArray(4, Jdbc.array(connection, "float8", messages, m -> seconds(m.delay())));
            statement.setString(5, queue.name());
            return ids(statement);
        }
    }

    private static void bindMessages(PreparedStatement statement, int first, List<NewMessage> messages)
            throws SQLException {
        Connection connection = statement.getConnection();
        statement.setArray(first, Jdbc.array(connection, "text", messages, NewMessage::body));
        boolean noHeaders = messages.stream().allMatch(message -> message.headers() == null);
        statement.setArray(first + 1, noHeaders ? null : Jdbc.array(connection, "text", messages, NewMessage::headers));
    }

    private static void bindDelay(PreparedStatement statement, int first, Delay delay) throws SQLException {
        statement.setObject(first, timestamp(delay), Types.TIMESTAMP_WITH_TIMEZONE);
        statement.setDouble(first + 1, seconds(delay));
    }

    private static OffsetDateTime timestamp(Delay delay) {
        return delay.until() == null ? null : delay.until().atOffset(ZoneOffset.UTC);
    }

    private static double seconds(Delay delay) {
        return delay.duration() == null ? 0 : delay.duration().toNanos() / 1e9;
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
