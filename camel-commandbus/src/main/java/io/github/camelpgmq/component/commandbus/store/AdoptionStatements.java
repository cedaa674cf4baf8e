/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Makes the metadata of commands that other programs have sent without it, all of one fetch at once. Thread-safe. */
public final class AdoptionStatements {

    // Rows are locked and inserted in an order, so that two workers wait for each other and never in a circle.
    private static final String ADOPT =
            """
            WITH input AS MATERIALIZED (
              SELECT i.* FROM unnest(?::bigint[], ?::integer[], ?::uuid[], ?::text[], ?::text[], ?::uuid[])
                AS i(msg_id, read_ct, command_id, command_type, reply_queue, correlation_id)),
            held AS MATERIALIZED (
              SELECT i.*, q.enqueued_at, q.vt
              FROM input i JOIN $q AS q ON q.msg_id = i.msg_id AND q.read_ct = i.read_ct
              ORDER BY q.msg_id FOR UPDATE OF q),
            adopted AS (
              INSERT INTO $command AS c (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                         lease_expires_at, created_at, updated_at, reply_queue, correlation_id)
              SELECT $domain, h.command_id, h.command_type, 'IN_PROGRESS', 1, ?::integer, $queue, h.msg_id,
                     h.vt, h.enqueued_at, clock_timestamp(), coalesce(h.reply_queue, ''), h.correlation_id
              FROM held h
              ORDER BY h.command_id, h.msg_id
              ON CONFLICT (domain, command_id) DO NOTHING
              RETURNING $columns),
            audited AS (
              INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
              SELECT a.c_domain, a.c_command_id, e.event_type, clock_timestamp(),
                     CASE e.step WHEN 1 THEN jsonb_build_object('msg_id', a.c_msg_id)
                     ELSE jsonb_build_object('msg_id', a.c_msg_id, 'attempt', a.c_attempts) END
              FROM adopted a CROSS JOIN (VALUES (1, 'ADOPTED'), (2, 'RECEIVED')) AS e(step, event_type)
              ORDER BY a.c_msg_id, e.step)
            SELECT $claimed FROM adopted c
            """;

    final String adopt;

    AdoptionStatements(CommandSql sql) {
        adopt = sql.fill(ADOPT);
    }

    /**
     * A message that may be adopted.
     *
     * @param fetched unclaimed
     * @param message its parsed body, a command of the domain
     */
    public record Adoptable(FetchedCommand fetched, CommandMessage message) {}

    /**
     * Makes metadata for messages that have none and begins their first attempts, in one statement: IN_PROGRESS, audit ADOPTED and
     * RECEIVED. A message whose lease is lost or whose command has metadata is left as it is.
     *
     * @param maxAttempts of these commands, at least 1
     * @return those that were adopted, claimed now
     */
    public List<FetchedCommand> adopt(Connection connection, List<Adoptable> messages, int maxAttempts)
            throws SQLException {
        if (messages.isEmpty()) {
            return List.of();
        }
        Map<Long, FetchedCommand> byMessage = messages.stream()
                .collect(Collectors.toMap(a -> a.fetched().lease().messageId(), Adoptable::fetched));
        return Jdbc.list(
                        connection,
                        adopt,
                        CommandRows::read,
                        Jdbc.array(connection, "int8", messages, a -> a.fetched()
                                .lease()
                                .messageId()),
                        Jdbc.array(connection, "int4", messages, a -> a.fetched()
                                .lease()
                                .readCount()),
                        array(connection, "uuid", messages, CommandMessage::commandId),
                        array(connection, "text", messages, CommandMessage::commandType),
                        array(connection, "text", messages, CommandMessage::replyTo),
                        array(connection, "uuid", messages, CommandMessage::correlationId),
                        maxAttempts)
                .stream()
                .map(command -> claimed(byMessage.get(command.msgId()), command))
                .sorted(Comparator.comparingLong(f -> f.lease().messageId()))
                .toList();
    }

    private static Array array(
            Connection connection, String type, List<Adoptable> messages, Function<CommandMessage, Object> field)
            throws SQLException {
        return Jdbc.array(connection, type, messages, a -> field.apply(a.message()));
    }

    private static FetchedCommand claimed(FetchedCommand fetched, CommandMetadata command) {
        return fetched.claimedAs(command, command.leaseExpiresAt(), false);
    }
}
