/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

/** The texts of {@link SendStatements}, before {@link CommandSql#fill}. */
final class SendSql {

    static final String EXISTING =
            "SELECT $columns FROM $command AS c WHERE c.domain = $domain AND c.command_id = ANY (?::uuid[])";

    static final String BATCH_STATES =
            "SELECT b.batch_id, b.status FROM $batch AS b WHERE b.domain = $domain AND b.batch_id = ANY (?::uuid[])";

    // Senders share the lock, who closes the batch waits for them, and whoever waited for that sees the new status.
    private static final String OPEN_BATCHES =
            """
            open_batches AS MATERIALIZED (
              SELECT b.batch_id FROM $batch AS b
              WHERE b.domain = $domain AND b.batch_id $these AND b.status = 'PENDING'
              ORDER BY b.batch_id FOR SHARE),
            """;

    private static final String AUDITED =
            """
            audited AS (
              INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
              SELECT $domain, command_id, 'SENT', clock_timestamp(),
                     jsonb_build_object('msg_id', msg_id, 'command_type', command_type)
              FROM inserted)""";

    private static final String ON_CONFLICT = "ON CONFLICT (domain, command_id) DO NOTHING";

    private static final String ALL_SENT = "SELECT s.msg_id, true AS inserted FROM sent s";

    private static final String WITHOUT_DUPLICATES =
            """
            , undone AS MATERIALIZED (
              SELECT count(*) AS messages FROM pgmq.delete(queue_name => $queue, msg_ids => (
                SELECT coalesce(array_agg(s.msg_id), '{}'::bigint[])
                FROM sent s LEFT JOIN inserted d ON d.msg_id = s.msg_id WHERE d.msg_id IS NULL)))
            SELECT s.msg_id, d.msg_id IS NOT NULL AS inserted
            FROM sent s CROSS JOIN undone LEFT JOIN inserted d ON d.msg_id = s.msg_id""";

    private SendSql() {}

    /**
     * One command; a duplicate is a unique violation, or is taken back if it is tolerated.
     *
     * @param toBatch it names a batch: no row when this takes no commands, and nothing is sent
     */
    static String one(boolean tolerateDuplicate, boolean toBatch) {
        // LIMIT changes no result: without it the planner expects 1000 rows and finds it worth while to compile the
        // statement (JIT), which takes ten times as long as to run it.
        return """
                WITH $open_batches
                sent AS MATERIALIZED (
                  SELECT s.id AS msg_id
                  FROM $admitted pgmq.send(queue_name => $queue, msg => ?::jsonb, headers => ?::jsonb,
                                 delay => coalesce(?::timestamptz, clock_timestamp() + ?::bigint * interval '1 millisecond')) AS s(id)
                  LIMIT 1),
                inserted AS (
                  INSERT INTO $command (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                        created_at, updated_at, reply_queue, correlation_id, batch_id)
                  SELECT $domain, ?::uuid, ?::text, 'PENDING', 0, ?::integer, $queue, s.msg_id, clock_timestamp(), clock_timestamp(),
                         coalesce(?::text, ''), ?::uuid, ?::uuid
                  FROM sent s
                  $on_conflict
                  RETURNING command_id, command_type, msg_id),
                $audited
                SELECT s.msg_id, i.command_id IS NOT NULL AS inserted,
                       CASE WHEN i.command_id IS NULL THEN pgmq.delete(queue_name => $queue, msg_id => s.msg_id) END AS undone
                FROM sent s LEFT JOIN inserted i ON true
                """
                .replace("$open_batches\n", toBatch ? OPEN_BATCHES.replace("$these", "= ?::uuid") : "")
                .replace("$admitted ", toBatch ? "open_batches o CROSS JOIN LATERAL " : "")
                .replace("$audited", AUDITED)
                .replace("$on_conflict", tolerateDuplicate ? ON_CONFLICT : "");
    }

    /**
     * Any number of commands, one row for each in their order. Commands with the same delay are sent by one {@code pgmq.send_batch}.
     *
     * @param tolerateDuplicates they are taken back; otherwise a duplicate is a unique violation
     * @param toBatches commands name batches: no row when one of these takes no commands, and nothing is sent
     */
    static String all(boolean tolerateDuplicates, boolean toBatches) {
        // In the order of ids, so that two senders of the same ids wait for each other and never in a circle. LIMIT
        // changes no result, it tells the planner how many rows come.
        return """
                WITH input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::text[], ?::text[], ?::timestamptz[], ?::bigint[], ?::uuid[], ?::text[], ?::integer[],
                                         ?::text[], ?::uuid[], ?::uuid[]) WITH ORDINALITY
                    AS i(body, headers, until, millis, command_id, command_type, max_attempts, reply_queue, correlation_id, batch_id, n)),
                $open_batches
                grouped AS MATERIALIZED (
                  SELECT i.until, i.millis, array_agg(i.body::jsonb ORDER BY i.n) AS bodies,
                         array_agg(i.headers::jsonb ORDER BY i.n) AS headers, array_agg(i.n ORDER BY i.n) AS numbers
                  FROM input i
                  $admitted
                  GROUP BY i.until, i.millis),
                sent AS MATERIALIZED (
                  SELECT s.msg_id, g.numbers[s.k] AS n
                  FROM grouped g
                  CROSS JOIN LATERAL pgmq.send_batch(
                    queue_name => $queue, msgs => g.bodies, headers => g.headers,
                    delay => coalesce(g.until, clock_timestamp() + g.millis * interval '1 millisecond'))
                    WITH ORDINALITY AS s(msg_id, k)
                  LIMIT ?::bigint),
                inserted AS (
                  INSERT INTO $command (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                        created_at, updated_at, reply_queue, correlation_id, batch_id)
                  SELECT $domain, i.command_id, i.command_type, 'PENDING', 0, i.max_attempts, $queue, s.msg_id,
                         clock_timestamp(), clock_timestamp(), coalesce(i.reply_queue, ''), i.correlation_id, i.batch_id
                  FROM sent s JOIN input i ON i.n = s.n
                  ORDER BY i.command_id, i.n
                  $on_conflict
                  RETURNING command_id, command_type, msg_id),
                $audited
                $result
                ORDER BY s.n
                """
                .replace("$result", tolerateDuplicates ? WITHOUT_DUPLICATES : ALL_SENT)
                .replace("$audited", AUDITED)
                .replace("$on_conflict", tolerateDuplicates ? ON_CONFLICT : "")
                .replace("$open_batches\n", toBatches ? OPEN_BATCHES.replace("$these", "= ANY (?::uuid[])") : "")
                .replace("$admitted\n", toBatches ? "WHERE (SELECT count(*) FROM open_batches) = ?::bigint\n" : "");
    }
}
