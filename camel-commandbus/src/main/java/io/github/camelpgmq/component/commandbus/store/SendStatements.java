/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.DuplicateCommandException;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;

/**
 * Sends the commands of one domain.
 *
 * <p>The caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's. Thread-safe.
 */
public final class SendStatements {

    private static final String UNIQUE_VIOLATION = "23505";

    final String sendAutocommit;
    final String sendInTransaction;

    private final DomainName domain;
    private final CommandTables tables;

    SendStatements(CommandSql sql) {
        this.domain = sql.domain();
        this.tables = sql.tables();
        sendAutocommit = send(sql, false);
        sendInTransaction = send(sql, true);
    }

    private static String send(CommandSql sql, boolean tolerateDuplicate) {
        String text =
                """
                WITH sent AS MATERIALIZED (
                  SELECT s.id AS msg_id
                  FROM pgmq.send(queue_name => $queue, msg => ?::jsonb, headers => ?::jsonb,
                                 delay => clock_timestamp() + ?::bigint * interval '1 millisecond') AS s(id)),
                inserted AS (
                  INSERT INTO $command (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                        created_at, updated_at, reply_queue, correlation_id, batch_id)
                  SELECT $domain, ?::uuid, ?::text, 'PENDING', 0, ?::integer, $queue, s.msg_id, clock_timestamp(), clock_timestamp(),
                         coalesce(?::text, ''), ?::uuid, ?::uuid
                  FROM sent s
                  $on_conflict
                  RETURNING command_id, command_type, msg_id),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'SENT', clock_timestamp(),
                         jsonb_build_object('msg_id', msg_id, 'command_type', command_type)
                  FROM inserted)
                SELECT s.msg_id, i.command_id IS NOT NULL AS inserted,
                       CASE WHEN i.command_id IS NULL THEN pgmq.delete(queue_name => $queue, msg_id => s.msg_id) END AS undone
                FROM sent s LEFT JOIN inserted i ON true
                """;
        return sql.fill(
                text.replace("$on_conflict", tolerateDuplicate ? "ON CONFLICT (domain, command_id) DO NOTHING" : ""));
    }

    /**
     * Sends a command: message, metadata and audit in one statement.
     *
     * @return the message id
     * @throws DuplicateCommandException when the id exists; nothing was sent, and a caller's transaction can go on
     */
    public long send(Connection connection, NewCommand command) throws SQLException {
        boolean autocommit = connection.getAutoCommit();
        Sent sent;
        try {
            sent = Jdbc.first(
                    connection,
                    autocommit ? sendAutocommit : sendInTransaction,
                    row -> new Sent(row.getLong("msg_id"), row.getBoolean("inserted")),
                    command.bodyJson(),
                    command.headersJson(),
                    Jdbc.millis(command.delay()),
                    command.id(),
                    command.type(),
                    command.maxAttempts(),
                    command.replyQueue(),
                    command.correlationId(),
                    command.batchId());
        } catch (SQLException e) {
            if (autocommit && isDuplicate(e)) {
                throw new DuplicateCommandException(domain.name(), command.id());
            }
            throw e;
        }
        if (sent == null || !sent.inserted()) {
            throw new DuplicateCommandException(domain.name(), command.id());
        }
        return sent.msgId();
    }

    private record Sent(long msgId, boolean inserted) {}

    private boolean isDuplicate(SQLException e) {
        if (!UNIQUE_VIOLATION.equals(e.getSQLState())) {
            return false;
        }
        if (e instanceof PSQLException error && error.getServerErrorMessage() != null) {
            String table = error.getServerErrorMessage().getTable();
            return table == null
                    || tables.command().equals(table)
                    || tables.command().endsWith("." + table);
        }
        return true;
    }
}
