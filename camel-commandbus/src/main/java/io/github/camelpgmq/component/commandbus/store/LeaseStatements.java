/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * Renews and returns the leases of one domain's commands.
 *
 * <p>A method acts only while the message still has the read count of the lease; when it has not, the method writes nothing and says so. The
 * caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's. Thread-safe.
 */
public final class LeaseStatements {

    final String release;
    final String renew;
    final String hold;
    final String nextVisible;

    LeaseStatements(CommandSql sql) {
        release = sql.fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::bigint[], ?::integer[], ?::uuid[], ?::boolean[], ?::boolean[])
                    AS i(msg_id, read_ct, command_id, claimed, suspect)),
                held AS MATERIALIZED (
                  SELECT i.* FROM input i JOIN $q AS q ON q.msg_id = i.msg_id AND q.read_ct = i.read_ct
                  ORDER BY q.msg_id FOR UPDATE OF q),
                released AS (
                  UPDATE $q AS q SET vt = clock_timestamp() + ?::bigint * interval '1 millisecond'
                  FROM held h WHERE q.msg_id = h.msg_id
                  RETURNING h.msg_id, h.command_id, h.claimed, h.suspect),
                returned AS (
                  UPDATE $command AS c
                  SET status = CASE WHEN r.suspect THEN 'IN_PROGRESS' ELSE 'PENDING' END, attempts = greatest(c.attempts - 1, 0),
                      lease_expires_at = NULL, updated_at = clock_timestamp()
                  FROM released r
                  WHERE r.claimed AND $key(c, r) AND c.msg_id = r.msg_id
                    AND c.status = 'IN_PROGRESS' AND c.lease_expires_at IS NOT NULL
                  RETURNING c.command_id, c.msg_id, c.attempts),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'RELEASED', clock_timestamp(),
                         jsonb_build_object('msg_id', msg_id, 'attempts', attempts)
                  FROM returned)
                SELECT msg_id FROM released ORDER BY msg_id
                """);
        renew = sql.fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::bigint[], ?::integer[]) AS i(msg_id, read_ct)),
                mine AS MATERIALIZED (
                  SELECT q.msg_id FROM $q AS q, input i WHERE q.msg_id = i.msg_id AND q.read_ct = i.read_ct),
                free AS MATERIALIZED (
                  SELECT q.msg_id FROM $q AS q, input i WHERE q.msg_id = i.msg_id AND q.read_ct = i.read_ct
                  FOR UPDATE OF q SKIP LOCKED),
                held AS (
                  UPDATE $q AS m SET vt = greatest(m.vt, clock_timestamp() + ?::bigint * interval '1 millisecond')
                  FROM free f WHERE m.msg_id = f.msg_id
                  RETURNING m.msg_id, m.vt, $message_command_id),
                leased AS (
                  UPDATE $command AS c SET lease_expires_at = h.vt
                  FROM held h
                  WHERE $key(c, h) AND c.msg_id = h.msg_id AND c.status = 'IN_PROGRESS')
                SELECT msg_id FROM mine ORDER BY msg_id
                """);
        hold = sql.fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::bigint[], ?::integer[]) AS i(msg_id, read_ct))
                SELECT q.msg_id FROM $q AS q, input i WHERE q.msg_id = i.msg_id AND q.read_ct = i.read_ct
                ORDER BY q.msg_id FOR UPDATE OF q
                """);
        // statement_timestamp is stable, so that the index on vt serves; the difference is taken with the time of
        // reading.
        nextVisible = sql.fill(
                """
                SELECT greatest(0, ceil(extract(epoch FROM (n.vt - clock_timestamp())) * 1000))::bigint AS millis
                FROM (SELECT min(q.vt) AS vt FROM $q AS q
                      WHERE q.vt > statement_timestamp() - make_interval(secs => ?::double precision) AND q.vt < 'infinity') AS n
                WHERE n.vt IS NOT NULL
                """);
    }

    /**
     * Returns messages that were fetched but never started: visible after {@code delay}; a claimed command gets its attempt back, with audit
     * RELEASED. A claimed suspect stays IN_PROGRESS, which is what makes it a suspect. May be repeated: the attempt is given back once.
     *
     * @return message ids that were still held
     */
    public List<Long> release(Connection connection, List<FetchedCommand> unstarted, Duration delay)
            throws SQLException {
        if (unstarted.isEmpty()) {
            return List.of();
        }
        List<FetchedCommand> sorted = unstarted.stream()
                .sorted(Comparator.comparingLong(f -> f.lease().messageId()))
                .toList();
        return Jdbc.list(
                connection,
                release,
                row -> row.getLong("msg_id"),
                Jdbc.array(connection, "int8", sorted, f -> f.lease().messageId()),
                Jdbc.array(connection, "int4", sorted, f -> f.lease().readCount()),
                Jdbc.array(connection, "uuid", sorted, FetchedCommand::commandId),
                Jdbc.array(connection, "bool", sorted, FetchedCommand::claimed),
                Jdbc.array(connection, "bool", sorted, FetchedCommand::suspect),
                Durations.millis(delay));
    }

    /**
     * Renews leases. One whose message is locked belongs to a transaction that will end it: nobody else can read it, and waiting for the
     * lock would keep all others from being renewed; it counts as held and is left alone.
     *
     * @return message ids that are still held
     */
    public List<Long> renew(Connection connection, List<Lease> leases, Duration visibilityTimeout) throws SQLException {
        if (leases.isEmpty()) {
            return List.of();
        }
        List<Object> parameters = parameters(connection, leases);
        parameters.add(Durations.millis(visibilityTimeout));
        return Jdbc.list(connection, renew, row -> row.getLong("msg_id"), parameters.toArray());
    }

    /**
     * Locks messages until the caller's transaction ends, so that none of these leases can be lost meanwhile.
     *
     * @return message ids that are still held
     */
    public List<Long> hold(Connection connection, List<Lease> leases) throws SQLException {
        return Jdbc.list(
                connection,
                hold,
                row -> row.getLong("msg_id"),
                parameters(connection, leases).toArray());
    }

    // One order for everybody who locks several messages, so that two of them cannot wait for each other.
    private static List<Object> parameters(Connection connection, List<Lease> leases) throws SQLException {
        List<Lease> sorted = leases.stream()
                .sorted(Comparator.comparingLong(Lease::messageId))
                .toList();
        List<Object> parameters = new ArrayList<>();
        parameters.add(Jdbc.array(connection, "int8", sorted, Lease::messageId));
        parameters.add(Jdbc.array(connection, "int4", sorted, Lease::readCount));
        return parameters;
    }

    /**
     * Milliseconds until the next message becomes visible, by the database's clock; 0 if one has become so since the last
     * claim began, which may have missed it; empty when there is none.
     *
     * @param sinceClaim how long ago that was
     */
    public OptionalLong millisUntilNextVisible(Connection connection, Duration sinceClaim) throws SQLException {
        Long millis = Jdbc.first(connection, nextVisible, row -> row.getLong("millis"), sinceClaim.toNanos() / 1e9);
        return millis == null ? OptionalLong.empty() : OptionalLong.of(millis);
    }
}
