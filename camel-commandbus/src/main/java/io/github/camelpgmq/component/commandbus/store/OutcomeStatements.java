/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Ends the attempts of one domain's commands.
 *
 * <p>A method acts only while the message still has the read count of the lease; when it has not, the method writes nothing and says so. The
 * caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's. Thread-safe.
 */
public final class OutcomeStatements {

    private static final String COMPLETED =
            "SELECT d.msg_id, (SELECT count(*) FROM replied) AS replies FROM done d ORDER BY d.msg_id";

    final String completeOne;
    final String completeOneSilently;
    final String complete;
    final String completeOrNoteLoss;
    final String retryLater;
    final String toTroubleshooting;
    final String failBusiness;
    final String leasesLost;

    OutcomeStatements(CommandSql sql) {
        completeOne = sql.fill("WITH " + sql.completedOne() + COMPLETED);
        completeOneSilently = sql.fill("WITH " + sql.completedOneSilently() + "SELECT d.msg_id FROM done d");
        complete = sql.fill("WITH " + sql.completed() + COMPLETED);
        completeOrNoteLoss = sql.fill("WITH " + sql.completed() + ", " + sql.lost()
                + "SELECT msg_id, (SELECT count(*) FROM replied) AS replies FROM done"
                + " UNION ALL SELECT msg_id, 0 FROM undone WHERE again ORDER BY msg_id");
        retryLater = sql.fill(
                """
                WITH held AS (
                  UPDATE $q AS q SET vt = coalesce(?::timestamptz, clock_timestamp() + ?::bigint * interval '1 millisecond')
                  FROM $command AS c
                  WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer
                    AND c.domain = $domain AND c.command_id = ?::uuid AND c.msg_id = q.msg_id AND c.status = 'IN_PROGRESS'
                  RETURNING q.msg_id, q.vt, c.command_id),
                failed AS (
                  UPDATE $command AS c
                  SET status = 'PENDING', lease_expires_at = NULL, updated_at = clock_timestamp(),
                      last_error_type = ?::text, last_error_code = ?::text, last_error_msg = ?::text
                  FROM held h
                  WHERE $key(c, h) AND c.status = 'IN_PROGRESS'
                  RETURNING c.command_id, h.msg_id, h.vt, c.attempts, c.last_error_type, c.last_error_code, c.last_error_msg),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, f.command_id, e.event, clock_timestamp(), e.details
                  FROM failed f CROSS JOIN LATERAL (VALUES
                    (1, 'FAILED', $error_details),
                    (2, 'RETRY_SCHEDULED', jsonb_build_object('delay_ms', coalesce(?::bigint, $millis_left), 'attempt', f.attempts))) AS e(nr, event, details)
                  ORDER BY e.nr)
                SELECT msg_id FROM failed
                """
                        .replace(
                                "$millis_left",
                                "greatest(0, ceil(extract(epoch FROM (f.vt - clock_timestamp())) * 1000))::bigint"));
        toTroubleshooting = sql.fill(
                "WITH " + CommandSql.archivedOf("c.status = 'IN_PROGRESS'")
                        + """
                , moved AS (
                  UPDATE $command AS c
                  SET status = 'IN_TROUBLESHOOTING_QUEUE', lease_expires_at = NULL, updated_at = clock_timestamp(),
                      last_error_type = coalesce(?::text, 'PERMANENT'), last_error_code = ?::text, last_error_msg = ?::text
                  FROM archived a
                  WHERE $key(c, a) AND c.status = 'IN_PROGRESS'
                  RETURNING c.command_id, a.msg_id, c.attempts, c.last_error_type, c.last_error_code, c.last_error_msg),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, f.command_id, e.event, clock_timestamp(), $error_details
                  FROM moved f CROSS JOIN LATERAL (VALUES (1, 'FAILED'), (2, 'MOVED_TO_TSQ')) AS e(nr, event)
                  WHERE e.nr = 2 OR ?::boolean
                  ORDER BY e.nr)
                SELECT msg_id FROM moved
                """);
        failBusiness = sql.fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT ?::bigint AS msg_id, ?::integer AS read_ct, ?::uuid AS command_id),
                """
                        + sql.removed("i.msg_id, i.command_id")
                        + """
                failed AS (
                  UPDATE $command AS c
                  SET status = 'FAILED', lease_expires_at = NULL, updated_at = clock_timestamp(),
                      last_error_type = ?::text, last_error_code = ?::text, last_error_msg = ?::text
                  FROM removed r
                  WHERE $key(c, r) AND c.status = 'IN_PROGRESS'
                  RETURNING c.command_id, r.msg_id, c.attempts, c.last_error_type, c.last_error_code, c.last_error_msg),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, f.command_id, 'BUSINESS_RULE_FAILED', clock_timestamp(), $error_details FROM failed f),
                wanted AS MATERIALIZED (
                  SELECT ?::text AS queue, ?::jsonb AS body, ?::jsonb AS headers),
                replied AS MATERIALIZED (
                  SELECT s.id FROM failed f CROSS JOIN wanted w
                  CROSS JOIN LATERAL (
                    SELECT m.id FROM pgmq.send(queue_name => w.queue, msg => w.body, headers => w.headers,
                                               delay => clock_timestamp()) AS m(id)
                    LIMIT 1) AS s
                  WHERE $reachable_w)
                SELECT f.msg_id, (SELECT count(*) FROM replied) AS replies FROM failed f
                """);
        leasesLost = sql.fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::bigint[], ?::integer[], ?::uuid[]) AS i(msg_id, read_ct, command_id))
                INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                SELECT $domain, i.command_id, 'LEASE_LOST', clock_timestamp(),
                       jsonb_build_object('msg_id', i.msg_id, 'read_count', i.read_ct)
                FROM input i WHERE NOT $completed_i ORDER BY i.msg_id
                RETURNING command_id
                """);
    }

    /**
     * Completes a command: message off the queue, COMPLETED, audit, reply.
     *
     * @return false if it had lost its lease; then nothing was done
     */
    public boolean complete(Connection connection, Completion completed) throws SQLException {
        if (completed.replyQueue() == null) {
            return Jdbc.any(
                    connection,
                    completeOneSilently,
                    completed.lease().messageId(),
                    completed.lease().readCount(),
                    completed.commandId());
        }
        return Jdbc.any(
                connection,
                completeOne,
                completed.lease().messageId(),
                completed.lease().readCount(),
                completed.commandId(),
                completed.replyQueue(),
                completed.replyJson(),
                completed.replyHeadersJson());
    }

    /**
     * Completes commands, each like {@link #complete(Connection, Completion)}.
     *
     * @return message ids of those that were completed; one that is missing had lost its lease and left no trace
     */
    public List<Long> complete(Connection connection, List<Completion> completed) throws SQLException {
        return completed(connection, complete, completed);
    }

    /**
     * As {@link #complete}, for completions that no transaction of a handler waits for: those whose lease is lost are audited as LEASE_LOST,
     * unless the very same completion was written before.
     *
     * @return message ids of those that are completed, now or before
     */
    public List<Long> completeOrNoteLoss(Connection connection, List<Completion> completed) throws SQLException {
        return completed(connection, completeOrNoteLoss, completed);
    }

    private static List<Long> completed(Connection connection, String statement, List<Completion> completed)
            throws SQLException {
        if (completed.isEmpty()) {
            return List.of();
        }
        return Jdbc.list(
                connection,
                statement,
                row -> row.getLong("msg_id"),
                completionParameters(connection, completed).toArray());
    }

    static List<Object> completionParameters(Connection connection, List<Completion> completed) throws SQLException {
        // One order for everybody who locks several messages, so that two of them cannot wait for each other.
        List<Completion> sorted = completed.stream()
                .sorted(Comparator.comparingLong(c -> c.lease().messageId()))
                .toList();
        List<Object> parameters = new ArrayList<>();
        parameters.add(Jdbc.array(connection, "int8", sorted, c -> c.lease().messageId()));
        parameters.add(Jdbc.array(connection, "int4", sorted, c -> c.lease().readCount()));
        parameters.add(Jdbc.array(connection, "uuid", sorted, Completion::commandId));
        parameters.add(Jdbc.array(connection, "text", sorted, Completion::replyQueue));
        parameters.add(Jdbc.array(connection, "text", sorted, Completion::replyJson));
        parameters.add(Jdbc.array(connection, "text", sorted, Completion::replyHeadersJson));
        return parameters;
    }

    /**
     * Plans the next attempt: message invisible for {@code delay}, PENDING, the error kept, audits FAILED and RETRY_SCHEDULED.
     *
     * @return false when the lease is lost; nothing was written
     */
    public boolean retryLater(Connection connection, FetchedCommand claimed, CommandError error, Duration delay)
            throws SQLException {
        return retryLater(connection, claimed, error, Delay.of(delay));
    }

    /** As {@link #retryLater(Connection, FetchedCommand, CommandError, Duration)}, or until an instant of the database's clock. */
    public boolean retryLater(Connection connection, FetchedCommand claimed, CommandError error, Delay delay)
            throws SQLException {
        OffsetDateTime until = delay.until() == null ? null : delay.until().atOffset(ZoneOffset.UTC);
        Duration duration = until == null && delay.duration() == null ? Duration.ZERO : delay.duration();
        Long millis = duration == null ? null : Durations.millis(duration);
        return Jdbc.any(
                connection,
                retryLater,
                until,
                millis,
                claimed.lease().messageId(),
                claimed.lease().readCount(),
                claimed.commandId(),
                error.type(),
                error.code(),
                error.message(),
                millis);
    }

    /**
     * Leaves a command to the operators: message archived, IN_TROUBLESHOOTING_QUEUE, the error kept, audit MOVED_TO_TSQ, no reply.
     *
     * @param exhausted the last attempt failed: audit FAILED too
     * @return false when the lease is lost; nothing was written
     */
    public boolean toTroubleshooting(
            Connection connection, FetchedCommand claimed, CommandError error, boolean exhausted) throws SQLException {
        return Jdbc.any(
                connection,
                toTroubleshooting,
                claimed.lease().messageId(),
                claimed.lease().readCount(),
                claimed.commandId(),
                error.type(),
                error.code(),
                error.message(),
                exhausted);
    }

    /**
     * Fails a command for good: FAILED, message off the queue, audit BUSINESS_RULE_FAILED, reply.
     *
     * @param replyQueue null = no reply
     * @return false when the lease is lost; nothing was written
     */
    public boolean failBusiness(
            Connection connection, FetchedCommand claimed, CommandError error, String replyQueue, String replyJson)
            throws SQLException {
        return failBusiness(connection, claimed, error, replyQueue, replyJson, null);
    }

    /**
     * As {@link #failBusiness(Connection, FetchedCommand, CommandError, String, String)} with headers for the reply.
     *
     * @param replyHeadersJson a JSON object as text; null = none
     */
    public boolean failBusiness(
            Connection connection,
            FetchedCommand claimed,
            CommandError error,
            String replyQueue,
            String replyJson,
            String replyHeadersJson)
            throws SQLException {
        return Jdbc.any(
                connection,
                failBusiness,
                claimed.lease().messageId(),
                claimed.lease().readCount(),
                claimed.commandId(),
                error.type(),
                error.code(),
                error.message(),
                replyQueue,
                replyJson,
                replyHeadersJson);
    }

    /**
     * Notes in the audit that this worker has lost leases; not for a command that this worker has completed after all, which it cannot know
     * when the connection was lost while it committed.
     *
     * @return how many leases are lost
     */
    public int leasesLost(Connection connection, List<FetchedCommand> claimed) throws SQLException {
        if (claimed.isEmpty()) {
            return 0;
        }
        return Jdbc.list(
                        connection,
                        leasesLost,
                        row -> true,
                        Jdbc.array(connection, "int8", claimed, c -> c.lease().messageId()),
                        Jdbc.array(connection, "int4", claimed, c -> c.lease().readCount()),
                        Jdbc.array(connection, "uuid", claimed, FetchedCommand::commandId))
                .size();
    }
}
