/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.AuditEvent;
import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.TimeOrderedId;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/**
 * Deals with the messages of one domain that a claim has left.
 *
 * <p>A method acts only while the message still has the read count of the lease; when it has not, the method writes nothing and says so. The
 * caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's. Thread-safe.
 */
public final class IntakeStatements {

    /** Error code of a message that is not a valid command. */
    public static final String MALFORMED = CommandMetadata.MALFORMED;

    /** Error code of a command whose attempts ended without a recorded error. */
    public static final String ATTEMPTS_EXHAUSTED = "ATTEMPTS_EXHAUSTED";

    final String examine;
    final String claimOne;
    final String adopt;
    final String dispose;
    final String quarantine;
    final String exhaust;

    private final DomainName domain;

    IntakeStatements(CommandSql sql) {
        this.domain = sql.domain();
        examine = sql.fill(
                """
                WITH held AS MATERIALIZED (
                  SELECT q.msg_id FROM $q AS q WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer FOR UPDATE),
                locked AS MATERIALIZED (
                  SELECT c.* FROM $command AS c
                  WHERE c.domain = $domain AND c.command_id = ?::uuid AND EXISTS (SELECT 1 FROM held) FOR UPDATE)
                SELECT h.msg_id AS held, $columns
                FROM (SELECT 1) AS one LEFT JOIN held h ON true LEFT JOIN locked c ON true
                """);
        claimOne = sql.fill(
                """
                WITH held AS (
                  UPDATE $q AS q SET vt = clock_timestamp() + ?::bigint * interval '1 millisecond'
                  FROM $command AS c
                  WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer
                    AND c.domain = $domain AND c.command_id = ?::uuid AND (c.msg_id = q.msg_id OR c.msg_id IS NULL)
                    AND c.status IN ('PENDING', 'IN_PROGRESS') AND c.attempts < c.max_attempts
                  RETURNING q.msg_id, q.vt, c.command_id, c.status = 'IN_PROGRESS' AS suspect),
                claimed AS (
                  UPDATE $command AS c
                  SET status = 'IN_PROGRESS', attempts = c.attempts + 1, msg_id = h.msg_id, lease_expires_at = h.vt,
                      updated_at = clock_timestamp()
                  FROM held h
                  WHERE $key(c, h)
                    AND c.status IN ('PENDING', 'IN_PROGRESS') AND c.attempts < c.max_attempts
                  RETURNING h.suspect, h.vt, $columns),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT c_domain, c_command_id, 'RECEIVED', clock_timestamp(),
                         jsonb_build_object('msg_id', c_msg_id, 'attempt', c_attempts)
                         || CASE WHEN suspect THEN '{"suspect":true}'::jsonb ELSE '{}'::jsonb END
                  FROM claimed)
                SELECT c.suspect, c.vt, $claimed FROM claimed c
                """);
        adopt = sql.fill(
                """
                WITH held AS MATERIALIZED (
                  SELECT q.msg_id, q.enqueued_at FROM $q AS q WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer FOR UPDATE),
                adopted AS (
                  INSERT INTO $command (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                        created_at, updated_at, reply_queue, correlation_id)
                  SELECT $domain, ?::uuid, ?::text, 'PENDING', 0, ?::integer, $queue, h.msg_id, h.enqueued_at, clock_timestamp(),
                         coalesce(?::text, ''), ?::uuid
                  FROM held h
                  ON CONFLICT (domain, command_id) DO NOTHING
                  RETURNING command_id, msg_id),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'ADOPTED', clock_timestamp(), jsonb_build_object('msg_id', msg_id) FROM adopted)
                SELECT msg_id FROM adopted
                """);
        dispose = sql.fill(
                """
                WITH held AS MATERIALIZED (
                  SELECT q.msg_id FROM $q AS q WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer FOR UPDATE),
                archived AS MATERIALIZED (
                  SELECT h.msg_id FROM held h CROSS JOIN LATERAL pgmq.archive(queue_name => $queue, msg_id => h.msg_id) AS a(ok)
                  WHERE a.ok),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, ?::uuid, ?::text, clock_timestamp(), jsonb_build_object('msg_id', msg_id) FROM archived)
                SELECT msg_id FROM archived
                """);
        quarantine = sql.fill(
                """
                WITH held AS MATERIALIZED (
                  SELECT q.msg_id, q.enqueued_at FROM $q AS q WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer FOR UPDATE),
                archived AS MATERIALIZED (
                  SELECT h.msg_id, h.enqueued_at
                  FROM held h CROSS JOIN LATERAL pgmq.archive(queue_name => $queue, msg_id => h.msg_id) AS a(ok)
                  WHERE a.ok),
                quarantined AS (
                  INSERT INTO $command AS c (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                             last_error_type, last_error_code, last_error_msg, created_at, updated_at, reply_queue)
                  SELECT $domain, CASE WHEN n.command_id IS NULL OR EXISTS (
                                    SELECT 1 FROM $command AS o WHERE o.domain = $domain AND o.command_id = n.command_id
                                      AND NOT (coalesce(o.msg_id, a.msg_id) = a.msg_id AND o.status IN ('PENDING', 'IN_PROGRESS')))
                                  THEN n.generated_id ELSE n.command_id END,
                         n.command_type, 'IN_TROUBLESHOOTING_QUEUE', 0, n.max_attempts, $queue, a.msg_id,
                         n.error_type, n.error_code, n.error_message, a.enqueued_at, clock_timestamp(), ''
                  FROM archived a, (SELECT ?::uuid AS command_id, ?::uuid AS generated_id, ?::text AS command_type,
                                           ?::integer AS max_attempts, ?::text AS error_type, ?::text AS error_code,
                                           ?::text AS error_message) AS n
                  ON CONFLICT (domain, command_id) DO UPDATE
                  SET status = excluded.status, msg_id = excluded.msg_id, lease_expires_at = NULL,
                      last_error_type = excluded.last_error_type, last_error_code = excluded.last_error_code,
                      last_error_msg = excluded.last_error_msg, updated_at = excluded.updated_at
                  WHERE coalesce(c.msg_id, excluded.msg_id) = excluded.msg_id AND c.status IN ('PENDING', 'IN_PROGRESS')
                  RETURNING c.command_id, c.msg_id, c.last_error_code, c.last_error_msg),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'QUARANTINED', clock_timestamp(),
                         jsonb_build_object('msg_id', msg_id, 'error_code', last_error_code, 'error_message', last_error_msg)
                  FROM quarantined)
                SELECT a.msg_id, n.command_id FROM archived a LEFT JOIN quarantined n ON true
                """);
        exhaust = sql.fill(
                "WITH "
                        + CommandSql.archivedOf(
                                "c.status IN ('PENDING', 'IN_PROGRESS') AND c.attempts >= c.max_attempts")
                        + """
                , moved AS (
                  UPDATE $command AS c
                  SET status = 'IN_TROUBLESHOOTING_QUEUE', lease_expires_at = NULL, updated_at = clock_timestamp(),
                      last_error_type = coalesce(c.last_error_type, ?::text),
                      last_error_code = coalesce(c.last_error_code, 'ATTEMPTS_EXHAUSTED'),
                      last_error_msg = coalesce(c.last_error_msg, ?::text)
                  FROM archived a
                  WHERE $key(c, a)
                    AND c.status IN ('PENDING', 'IN_PROGRESS') AND c.attempts >= c.max_attempts
                  RETURNING c.command_id, a.msg_id, c.attempts, c.last_error_code),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'MOVED_TO_TSQ', clock_timestamp(),
                         jsonb_build_object('msg_id', msg_id, 'attempt', attempts, 'error_code', 'ATTEMPTS_EXHAUSTED',
                                            'last_error_code', last_error_code)
                  FROM moved)
                SELECT msg_id FROM moved
                """);
    }

    /**
     * Locks an unclaimed message and its command row until the caller's transaction ends and tells what they are.
     *
     * @throws IllegalStateException when the connection is in autocommit, where the locks would not last
     */
    public Examination examine(Connection connection, FetchedCommand fetched) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException(
                    "examine needs a transaction: call setAutoCommit(false) on the connection first");
        }
        return Jdbc.first(
                connection,
                examine,
                row -> new Examination(row.getObject("held") != null, CommandRows.read(row)),
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId());
    }

    /**
     * Claims one command that the fused claim left, also a suspect: attempt counted, IN_PROGRESS, audit RECEIVED, a new lease.
     *
     * @return the claimed command; empty when its lease is lost, its attempts are used up or its status does not allow it
     */
    public Optional<FetchedCommand> claimOne(Connection connection, FetchedCommand fetched, Duration visibilityTimeout)
            throws SQLException {
        return Optional.ofNullable(Jdbc.first(
                connection,
                claimOne,
                row -> fetched.claimedAs(CommandRows.read(row), Jdbc.instant(row, "vt"), row.getBoolean("suspect")),
                Durations.millis(visibilityTimeout),
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId()));
    }

    /**
     * Makes metadata for a valid message that came without (PENDING, no attempt); audit ADOPTED.
     *
     * @param message the parsed body; its {@code replyTo} becomes the reply queue
     * @return false when the lease is lost or the metadata exist by now
     */
    public boolean adopt(Connection connection, FetchedCommand fetched, CommandMessage message, int maxAttempts)
            throws SQLException {
        return Jdbc.any(
                connection,
                adopt,
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                message.commandId(),
                message.commandType(),
                maxAttempts,
                message.replyTo(),
                message.correlationId());
    }

    /** Archives a second delivery of a command that has its outcome or waits for an operator; false when the lease is lost. */
    public boolean disposeDuplicate(Connection connection, FetchedCommand fetched) throws SQLException {
        return dispose(connection, fetched, AuditEvent.DUPLICATE_DISPOSED);
    }

    /** Archives a message whose command is carried by another message now; false when the lease is lost. */
    public boolean disposeStale(Connection connection, FetchedCommand fetched) throws SQLException {
        return dispose(connection, fetched, AuditEvent.STALE_DISPOSED);
    }

    private boolean dispose(Connection connection, FetchedCommand fetched, AuditEvent event) throws SQLException {
        return Jdbc.any(
                connection,
                dispose,
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId(),
                event.name());
    }

    /**
     * Archives a message that is not a valid command as it came, and lists it for the operator: the command row that it has, or a new one
     * under the id that it names, or under a generated id when it names none that is free. Error code {@link #MALFORMED}.
     *
     * @return the id under which it is listed; empty when the lease is lost
     */
    public Optional<UUID> quarantine(Connection connection, FetchedCommand fetched, MalformedCommandException why)
            throws SQLException {
        CommandError error = new CommandError("PERMANENT", MALFORMED, why.getMessage());
        Quarantined result = Jdbc.first(
                connection,
                quarantine,
                row -> new Quarantined(row.getObject("command_id", UUID.class)),
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId(),
                TimeOrderedId.next(),
                CommandMessage.typeOf(fetched.bodyJson()),
                1,
                error.type(),
                error.code(),
                error.message());
        if (result == null) {
            return Optional.empty();
        }
        if (result.commandId() == null) {
            throw new CommandBusException(
                    "Malformed message " + fetched.lease().messageId() + " of domain " + domain.name()
                            + " could not be listed: command " + fetched.commandId()
                            + " changed at the same moment. Roll back; the message comes again");
        }
        return Optional.of(result.commandId());
    }

    private record Quarantined(UUID commandId) {}

    /**
     * Sets a command aside whose attempts are used up: message archived, IN_TROUBLESHOOTING_QUEUE. The error of the last failed attempt
     * stays; without one the code is {@link #ATTEMPTS_EXHAUSTED}.
     *
     * @return false when the lease is lost or attempts are left
     */
    public boolean exhaust(Connection connection, FetchedCommand fetched) throws SQLException {
        return Jdbc.any(
                connection,
                exhaust,
                fetched.lease().messageId(),
                fetched.lease().readCount(),
                fetched.commandId(),
                "TRANSIENT",
                "Every attempt ended without an outcome, as when the process is killed");
    }
}
