/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.PurgeResult;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.UUID;

/**
 * Removes old commands, batches and archived messages of one domain, a chunk at a time. What was changed last before the cutoff was created
 * before it, so a chunk is a stretch of what was created before, and nothing that is younger is read. Rows that somebody else has locked are
 * left for the next time.
 *
 * <p>The caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's. Thread-safe.
 */
public final class RetentionStatements {

    private static final OffsetDateTime BEGINNING = OffsetDateTime.of(1, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);

    final String cutoff;
    final String commands;
    final String batches;
    final String orphans;
    final String pauses;

    RetentionStatements(CommandSql sql) {
        cutoff = "SELECT clock_timestamp() - ?::bigint * interval '1 millisecond' AS cutoff";
        commands = sql.fill(
                """
                WITH stretch AS MATERIALIZED (
                  SELECT c.created_at, c.command_id FROM $command AS c
                  WHERE c.domain = $domain AND $listed(c) AND c.created_at < ?::timestamptz AND c.created_at >= ?::timestamptz
                    AND (c.created_at, c.command_id) > (?::timestamptz, ?::uuid)
                  ORDER BY c.created_at, c.command_id LIMIT ?::integer),
                old AS MATERIALIZED (
                  SELECT c.command_id FROM stretch s
                  JOIN $command AS c ON $key(c, s)
                  WHERE c.updated_at < ?::timestamptz AND c.status = ANY (?::text[])
                    AND c.status IN ('COMPLETED', 'FAILED', 'CANCELED')
                    AND (c.batch_id IS NULL OR NOT EXISTS (
                      SELECT 1 FROM $batch AS b WHERE b.domain = $domain AND b.batch_id = c.batch_id
                        AND b.status IN ('PENDING', 'IN_PROGRESS')))
                  FOR UPDATE OF c SKIP LOCKED),
                gone AS (
                  DELETE FROM $command AS c USING old o WHERE $key(c, o)
                  RETURNING c.command_id, c.msg_id),
                audits AS (
                  DELETE FROM $audit AS a USING gone g WHERE $key(a, g) RETURNING 1),
                archived AS (
                  DELETE FROM $archive AS r USING gone g WHERE r.msg_id = g.msg_id RETURNING 1)
                SELECT l.created_at AS last_time, l.command_id AS last_id, (SELECT count(*) FROM gone) AS commands,
                       (SELECT count(*) FROM audits) AS audits, (SELECT count(*) FROM archived) AS archived, 0 AS batches
                FROM (SELECT s.* FROM stretch s ORDER BY s.created_at DESC, s.command_id DESC LIMIT 1) AS l
                """);
        batches = sql.fill(
                """
                WITH stretch AS MATERIALIZED (
                  SELECT b.created_at, b.batch_id FROM $batch AS b
                  WHERE b.domain = $domain AND $listed(b) AND b.created_at < ?::timestamptz AND b.created_at >= ?::timestamptz
                    AND (b.created_at, b.batch_id) > (?::timestamptz, ?::uuid)
                  ORDER BY b.created_at, b.batch_id LIMIT ?::integer),
                old AS MATERIALIZED (
                  SELECT b.batch_id FROM stretch s JOIN $batch AS b ON b.domain = $domain AND b.batch_id = s.batch_id
                  WHERE b.completed_at < ?::timestamptz AND b.status IN ('COMPLETED', 'COMPLETED_WITH_FAILURES')
                    AND NOT EXISTS (SELECT 1 FROM $command AS c WHERE c.domain = $domain AND c.batch_id = b.batch_id)
                  FOR UPDATE OF b SKIP LOCKED),
                gone AS (
                  DELETE FROM $batch AS b USING old o WHERE b.domain = $domain AND b.batch_id = o.batch_id
                  RETURNING b.batch_id),
                audits AS (
                  DELETE FROM $audit AS a USING gone g WHERE a.domain = $domain AND a.command_id = g.batch_id RETURNING 1)
                SELECT l.created_at AS last_time, l.batch_id AS last_id, 0 AS commands, (SELECT count(*) FROM audits) AS audits,
                       0 AS archived, (SELECT count(*) FROM gone) AS batches
                FROM (SELECT s.* FROM stretch s ORDER BY s.created_at DESC, s.batch_id DESC LIMIT 1) AS l
                """);
        // A message that was quarantined under an id of ours names it nowhere; its command was created when it was
        // sent.
        orphans = sql.fill(
                """
                WITH stretch AS MATERIALIZED (
                  SELECT m.archived_at, m.msg_id, m.enqueued_at, $message_command_id FROM $archive AS m
                  WHERE m.archived_at < ?::timestamptz AND m.archived_at >= ?::timestamptz
                    AND (m.archived_at, m.msg_id) > (?::timestamptz, ?::bigint)
                  ORDER BY m.archived_at, m.msg_id LIMIT ?::integer),
                gone AS (
                  DELETE FROM $archive AS r USING stretch s
                  WHERE r.msg_id = s.msg_id
                    AND NOT EXISTS (SELECT 1 FROM $command AS c
                                    WHERE $key(c, s)
                                      AND (c.msg_id = s.msg_id OR c.msg_id IS NULL))
                    AND NOT EXISTS (SELECT 1 FROM $command AS c
                                    WHERE c.domain = $domain AND $listed(c) AND c.created_at = s.enqueued_at AND c.msg_id = s.msg_id)
                  RETURNING 1)
                SELECT l.archived_at AS last_time, l.msg_id AS last_id, 0 AS commands, 0 AS audits,
                       (SELECT count(*) FROM gone) AS archived, 0 AS batches
                FROM (SELECT s.* FROM stretch s ORDER BY s.archived_at DESC, s.msg_id DESC LIMIT 1) AS l
                """);
        // The newest row of each type says whether it is paused.
        pauses = sql.fill(
                """
                WITH gone AS (
                  DELETE FROM $audit AS a
                  WHERE a.domain = $domain AND a.command_id = '00000000-0000-0000-0000-000000000000'::uuid
                    AND a.event_type IN ('PAUSED', 'RESUMED') AND a.ts < ?::timestamptz
                    AND EXISTS (SELECT 1 FROM $audit AS n
                                WHERE n.domain = $domain AND n.command_id = a.command_id AND n.audit_id > a.audit_id
                                  AND n.event_type IN ('PAUSED', 'RESUMED')
                                  AND n.details_json->>'command_type' IS NOT DISTINCT FROM a.details_json->>'command_type')
                  RETURNING 1)
                SELECT 0 AS commands, (SELECT count(*) FROM gone) AS audits, 0 AS archived, 0 AS batches
                """);
    }

    /** What is older than this is removed: {@code age} ago, by the database's clock. */
    public OffsetDateTime cutoff(Connection connection, Duration age) throws SQLException {
        return Jdbc.first(
                connection, cutoff, row -> row.getObject("cutoff", OffsetDateTime.class), Durations.millis(age));
    }

    /**
     * Where the next stretch begins.
     *
     * @param time null = there is none
     */
    public record Position(OffsetDateTime time, Object id) {}

    /**
     * What was removed of one stretch.
     *
     * @param next the end of the stretch; null when there was nothing any more
     */
    public record Chunk(PurgeResult removed, Position next) {}

    /**
     * Removes commands that have ended, with their audit and archived messages; those of a batch only when it is finished.
     *
     * @param statuses those to remove; others than terminal ones are never removed
     * @param after    end of the last stretch; null = begin with the oldest
     * @param size     commands of a stretch
     */
    public Chunk commands(
            Connection connection, OffsetDateTime cutoff, Collection<CommandStatus> statuses, Position after, int size)
            throws SQLException {
        Position from = after == null ? new Position(BEGINNING, new UUID(0, 0)) : after;
        return chunk(
                connection,
                commands,
                UUID.class,
                cutoff,
                from.time(),
                from.time(),
                from.id(),
                size,
                cutoff,
                Jdbc.array(connection, "text", statuses, Enum::name));
    }

    /** Removes finished batches of which no command is left, with their audit. */
    public Chunk batches(Connection connection, OffsetDateTime cutoff, Position after, int size) throws SQLException {
        Position from = after == null ? new Position(BEGINNING, new UUID(0, 0)) : after;
        return chunk(connection, batches, UUID.class, cutoff, from.time(), from.time(), from.id(), size, cutoff);
    }

    /** Removes archived messages that carry no command (any more): second deliveries and replaced ones. */
    public Chunk orphans(Connection connection, OffsetDateTime cutoff, Position after, int size) throws SQLException {
        Position from = after == null ? new Position(BEGINNING, -1L) : after;
        return chunk(connection, orphans, Long.class, cutoff, from.time(), from.time(), from.id(), size);
    }

    /** Removes what the audit tells of pauses, but not the last word about each. */
    public PurgeResult pauses(Connection connection, OffsetDateTime cutoff) throws SQLException {
        return Jdbc.first(connection, pauses, RetentionStatements::removed, cutoff);
    }

    private static Chunk chunk(Connection connection, String sql, Class<?> id, Object... parameters)
            throws SQLException {
        Chunk chunk = Jdbc.first(
                connection,
                sql,
                row -> new Chunk(
                        removed(row),
                        new Position(row.getObject("last_time", OffsetDateTime.class), row.getObject("last_id", id))),
                parameters);
        return chunk == null ? new Chunk(PurgeResult.NOTHING, null) : chunk;
    }

    private static PurgeResult removed(ResultSet row) throws SQLException {
        return new PurgeResult(
                row.getLong("commands"), row.getLong("audits"), row.getLong("archived"), row.getLong("batches"));
    }
}
