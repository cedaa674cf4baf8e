/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.model.AuditEvent;
import io.github.camelpgmq.component.commandbus.model.Pause;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The pauses of one domain, and its messages that wait for the end of one. A pause is the last row PAUSED or RESUMED of its command type in the
 * audit, under {@link #DOMAIN_ITSELF}.
 *
 * <p>The caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's. Thread-safe.
 */
public final class PauseStatements {

    /** The id under which the audit keeps what concerns the domain and no command: the nil UUID. */
    public static final UUID DOMAIN_ITSELF = new UUID(0, 0);

    /** How many messages of paused types, beyond those that were fetched, are put aside at once. */
    static final int AHEAD = 1000;

    private static final int UNPARKED_AT_ONCE = 1000;

    // No type is the type of the whole domain, so the two cannot be mixed up.
    private static final String NEWEST =
            """
            SELECT DISTINCT ON (a.details_json->>'command_type')
                   a.audit_id, a.event_type, a.ts, a.details_json->>'command_type' AS command_type,
                   a.details_json->>'operator' AS operator, a.details_json->>'reason' AS reason
            FROM $audit AS a
            WHERE a.domain = $domain AND a.command_id = '00000000-0000-0000-0000-000000000000'::uuid
              AND a.event_type IN ('PAUSED', 'RESUMED')
            ORDER BY a.details_json->>'command_type', a.audit_id DESC""";

    final String change;
    final String current;
    final String park;
    final String unpark;

    private final String domain;

    PauseStatements(CommandSql sql) {
        domain = sql.domain().name();
        change = sql.fill(
                """
                INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                SELECT $domain, '00000000-0000-0000-0000-000000000000'::uuid, w.event_type, clock_timestamp(),
                       jsonb_build_object('command_type', w.command_type, 'operator', ?::text, 'reason', ?::text)
                FROM (SELECT ?::text AS event_type, ?::text AS command_type) AS w
                WHERE w.event_type <> coalesce(
                  (SELECT n.event_type FROM (%s) AS n WHERE n.command_type IS NOT DISTINCT FROM w.command_type), 'RESUMED')
                RETURNING audit_id
                """
                        .formatted(NEWEST));
        current = sql.fill("SELECT n.* FROM (" + NEWEST
                + ") AS n WHERE n.event_type = 'PAUSED' ORDER BY n.command_type NULLS FIRST");
        // Nobody waits for a lock here, and so not in a circle with those who end commands: who has a message that was
        // put aside locked makes it visible, or has just fetched it. A message that is put aside without having been
        // fetched counts as read: that ends a lease that has run out and tells it from one that its sender has delayed.
        park = sql.fill(
                """
                WITH fetched AS MATERIALIZED (
                  SELECT q.msg_id FROM unnest(?::bigint[], ?::integer[]) AS i(msg_id, read_ct)
                  JOIN $q AS q ON q.msg_id = i.msg_id AND q.read_ct = i.read_ct
                  FOR UPDATE OF q SKIP LOCKED),
                visible AS MATERIALIZED (
                  SELECT q.msg_id, q.message->>'command_type' AS command_type FROM $q AS q
                  WHERE q.vt <= clock_timestamp()
                  ORDER BY q.msg_id LIMIT ?::integer FOR UPDATE SKIP LOCKED),
                wanted AS (
                  SELECT f.msg_id, 0 AS reads FROM fetched f
                  UNION ALL
                  SELECT v.msg_id, 1 FROM visible v WHERE v.command_type = ANY (?::text[]))
                UPDATE $q AS q SET vt = clock_timestamp() + ?::bigint * interval '1 millisecond', read_ct = q.read_ct + w.reads
                FROM wanted w WHERE q.msg_id = w.msg_id
                RETURNING q.msg_id
                """);
        // The command's row is locked too: of a row that is not, the state before the lock would decide, and a message
        // that another has made visible and a worker has claimed meanwhile would lose its lease.
        unpark = sql.fill(
                """
                WITH parked AS MATERIALIZED (
                  SELECT m.msg_id FROM (
                    SELECT m.msg_id, $message_command_id FROM $q AS m WHERE m.vt > statement_timestamp() AND m.read_ct > 0) AS m
                  JOIN $command AS c ON $key(c, m) AND c.msg_id = m.msg_id
                  WHERE c.status = 'PENDING' AND c.attempts = 0 AND c.command_type = ?::text
                  LIMIT ?::integer FOR UPDATE OF m, c SKIP LOCKED)
                UPDATE $q AS q SET vt = clock_timestamp()
                FROM parked p WHERE q.msg_id = p.msg_id AND q.vt > statement_timestamp()
                RETURNING q.msg_id
                """);
    }

    /**
     * Pauses a type or the domain; audit PAUSED.
     *
     * @param commandType null = the whole domain
     * @return false when it was paused already; nothing was written
     */
    public boolean pause(Connection connection, String commandType, String operator, String reason)
            throws SQLException {
        return change(connection, AuditEvent.PAUSED, commandType, operator, reason);
    }

    /**
     * Ends the pause of a type or of the domain; audit RESUMED. A type that has a pause of its own stays paused when the domain is resumed.
     *
     * @param commandType null = the whole domain
     * @return false when it was not paused; nothing was written
     */
    public boolean resume(Connection connection, String commandType, String operator, String reason)
            throws SQLException {
        return change(connection, AuditEvent.RESUMED, commandType, operator, reason);
    }

    private boolean change(Connection connection, AuditEvent event, String commandType, String operator, String reason)
            throws SQLException {
        return Jdbc.any(connection, change, operator, reason, event.name(), commandType);
    }

    /** The pauses in force, that of the whole domain first. */
    public List<Pause> current(Connection connection) throws SQLException {
        return Jdbc.list(
                connection,
                current,
                row -> new Pause(
                        domain,
                        row.getString("command_type"),
                        row.getString("operator"),
                        row.getString("reason"),
                        Jdbc.instant(row, "ts")));
    }

    /**
     * Puts messages of paused types aside: those that were fetched and not claimed, and at most {@value #AHEAD} visible ones behind which others
     * would wait. No attempt is counted.
     *
     * @param fetched as fetched; one whose lease is lost is left alone
     * @param types   the paused types
     * @param delay   for how long
     * @return message ids that were put aside
     */
    public List<Long> park(Connection connection, Collection<Lease> fetched, Collection<String> types, Duration delay)
            throws SQLException {
        return Jdbc.list(
                connection,
                park,
                row -> row.getLong("msg_id"),
                Jdbc.array(connection, "int8", fetched, Lease::messageId),
                Jdbc.array(connection, "int4", fetched, Lease::readCount),
                AHEAD,
                Jdbc.array(connection, "text", types, type -> type),
                Durations.millis(delay));
    }

    /**
     * Makes commands of a type visible that were put aside before their first attempt. Others wait until the time for which they were put aside
     * is over: it cannot be told from their backoff.
     *
     * @return how many
     */
    public long unpark(Connection connection, String commandType) throws SQLException {
        long all = 0;
        int some;
        do {
            some = Jdbc.list(connection, unpark, row -> row.getLong("msg_id"), commandType, UNPARKED_AT_ONCE)
                    .size();
            all += some;
        } while (some == UNPARKED_AT_ONCE);
        return all;
    }
}
