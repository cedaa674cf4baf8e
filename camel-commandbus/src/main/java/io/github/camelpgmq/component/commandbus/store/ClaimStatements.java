/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.Lease;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Reads and claims the commands of one domain, together with the completion of earlier ones.
 *
 * <p>The caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's. Thread-safe.
 */
public final class ClaimStatements {

    // The read count of a message that was read again differs, so the row is not found and nothing below it happens.
    private static final String CLAIMED =
            """
            claimed AS (
              UPDATE $command AS c
              SET status = 'IN_PROGRESS', attempts = c.attempts + 1, lease_expires_at = f.vt, updated_at = clock_timestamp()
              FROM fetched f
              WHERE $key(c, f) AND c.msg_id = f.msg_id
                AND c.status = 'PENDING' AND c.attempts < c.max_attempts AND (c.command_type = ANY (?::text[])) = ?::boolean
              RETURNING $columns),
            audited_claim AS (
              INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
              SELECT c_domain, c_command_id, 'RECEIVED', clock_timestamp(),
                     jsonb_build_object('msg_id', c_msg_id, 'attempt', c_attempts)
              FROM claimed)
            """;

    final String claim;
    final String completeAndClaim;

    private final OutcomeStatements outcomes;

    ClaimStatements(CommandSql sql, OutcomeStatements outcomes) {
        this.outcomes = outcomes;
        claim = sql.fill(
                "WITH " + fetched(false) + ", " + CLAIMED
                        + """
                SELECT false AS is_completion, f.msg_id, f.read_ct, f.enqueued_at, f.vt, f.message, f.headers, f.command_id, $claimed
                FROM fetched f LEFT JOIN claimed c ON c.c_command_id = f.command_id AND c.c_msg_id = f.msg_id
                ORDER BY f.msg_id
                """);
        completeAndClaim = sql.fill(
                "WITH " + sql.completed() + ", " + sql.lost() + ", " + fetched(true) + ", " + CLAIMED
                        + """
                SELECT false AS is_completion, f.msg_id, f.read_ct, f.enqueued_at, f.vt, f.message, f.headers, f.command_id, $claimed
                FROM fetched f LEFT JOIN claimed c ON c.c_command_id = f.command_id AND c.c_msg_id = f.msg_id
                UNION ALL
                SELECT true, d.msg_id, (SELECT count(*) FROM replied)::integer, NULL::timestamptz, NULL::timestamptz, NULL::jsonb,
                       NULL::jsonb, d.command_id, $null_claimed
                FROM (SELECT msg_id, command_id FROM done UNION ALL SELECT msg_id, command_id FROM undone WHERE again) AS d
                ORDER BY 1 DESC, 2
                """);
    }

    // LIMIT changes no result, it tells the planner how few rows come: for 1000 estimated ones it would read the whole
    // command table.
    private static String fetched(boolean afterCompletions) {
        String read = "pgmq.read(queue_name => $queue, vt => ?::integer, qty => "
                + (afterCompletions ? "CASE WHEN d.finished >= 0 THEN ?::integer END" : "?::integer") + ") AS m";
        // A message must not be read while this statement still has to remove it, so the read waits for the
        // completions.
        String source =
                afterCompletions ? "(SELECT count(*) AS finished FROM done) AS d CROSS JOIN LATERAL " + read : read;
        return """
                fetched AS MATERIALIZED (
                  SELECT m.msg_id, m.read_ct, m.enqueued_at, m.vt, m.message, m.headers, $message_command_id
                  FROM $source
                  LIMIT ?::bigint)
                """
                .replace("$source", source);
    }

    /** As {@link #claim(Connection, int, Duration, TypeSelection)} with every type. */
    public List<FetchedCommand> claim(Connection connection, int limit, Duration visibilityTimeout)
            throws SQLException {
        return claim(connection, limit, visibilityTimeout, TypeSelection.ALL);
    }

    /**
     * Reads up to {@code limit} messages and claims what can be claimed: attempt counted, IN_PROGRESS, audit RECEIVED.
     *
     * @param visibilityTimeout the lease, rounded up to whole seconds
     * @param types             commands of other types are read and not claimed
     */
    public List<FetchedCommand> claim(Connection connection, int limit, Duration visibilityTimeout, TypeSelection types)
            throws SQLException {
        if (limit < 1) {
            return List.of();
        }
        return Jdbc.list(
                connection,
                claim,
                ClaimStatements::fetched,
                Durations.wholeSeconds(visibilityTimeout),
                limit,
                (long) limit,
                names(connection, types),
                types.only());
    }

    /** As {@link #claim(Connection, List, int, Duration, TypeSelection)} with every type. */
    public ClaimResult claim(Connection connection, List<Completion> completed, int limit, Duration visibilityTimeout)
            throws SQLException {
        return claim(connection, completed, limit, visibilityTimeout, TypeSelection.ALL);
    }

    /**
     * Completes what has finished, then reads and claims more, in one round trip and one commit.
     *
     * @param completed   may be empty: then only a claim
     * @param limit       may be 0: then only completions
     * @param types       commands of other types are read and not claimed
     */
    public ClaimResult claim(
            Connection connection,
            List<Completion> completed,
            int limit,
            Duration visibilityTimeout,
            TypeSelection types)
            throws SQLException {
        if (completed.isEmpty()) {
            return new ClaimResult(List.of(), claim(connection, limit, visibilityTimeout, types));
        }
        if (limit < 1) {
            return new ClaimResult(outcomes.completeOrNoteLoss(connection, completed), List.of());
        }
        List<Object> parameters = OutcomeStatements.completionParameters(connection, completed);
        parameters.add(Durations.wholeSeconds(visibilityTimeout));
        parameters.add(limit);
        parameters.add((long) limit);
        parameters.add(names(connection, types));
        parameters.add(types.only());
        List<Long> done = new ArrayList<>();
        List<FetchedCommand> fetched = new ArrayList<>();
        Jdbc.list(
                connection,
                completeAndClaim,
                row -> row.getBoolean("is_completion") ? done.add(row.getLong("msg_id")) : fetched.add(fetched(row)),
                parameters.toArray());
        return new ClaimResult(done, fetched);
    }

    private static Array names(Connection connection, TypeSelection types) throws SQLException {
        return Jdbc.array(connection, "text", types.types(), type -> type);
    }

    private static FetchedCommand fetched(ResultSet row) throws SQLException {
        CommandMetadata command = CommandRows.read(row);
        return new FetchedCommand(
                new Lease(row.getLong("msg_id"), row.getInt("read_ct")),
                Jdbc.instant(row, "enqueued_at"),
                Jdbc.instant(row, "vt"),
                row.getString("message"),
                row.getString("headers"),
                row.getObject("command_id", UUID.class),
                command,
                false);
    }
}
