/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.store.CommandKey;
import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.reply.ReplyStatements;

/**
 * The statements of operator actions in one domain. Payloads are found by message id, the archive's key, never by what is in them. Whoever
 * locks many rows leaves out those that are locked: another operator has them, or a worker, to whom another operator has just given them.
 * To wait for these could be to wait in a circle.
 */
final class DeskSql {

    final String lock;
    final String archived;
    final String retry;
    final String resolve;

    private final String look;
    private final CommandStore store;

    DeskSql(CommandStore store) {
        this.store = store;
        lock = fill(
                """
                SELECT $columns, clock_timestamp() AS at FROM $command AS c
                WHERE c.domain = $domain AND c.command_id = ?::uuid FOR UPDATE
                """);
        look = fill(
                """
                , looked AS MATERIALIZED (
                  SELECT $columns FROM candidates k JOIN $command AS c ON $key(c, k)
                  WHERE c.status = 'IN_TROUBLESHOOTING_QUEUE' $lock)
                SELECT k.command_id, k.created_at, l.*, clock_timestamp() AS at
                FROM candidates k LEFT JOIN looked l ON l.c_command_id = k.command_id
                ORDER BY k.created_at DESC, k.command_id
                """);
        archived = fill(
                """
                SELECT a.msg_id, coalesce(a.message, 'null'::jsonb) AS message FROM $archive AS a
                WHERE a.msg_id = ANY (?::bigint[])
                """);
        // A join with pgmq.send would count as 1000 rows for each: the planner would read the whole command table then.
        retry = fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::uuid[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::uuid[]) WITH ORDINALITY
                    AS i(command_id, msg_id, body, command_type, reply_queue, correlation_id, nr)),
                note AS MATERIALIZED (SELECT ?::text AS operator, ?::text AS reason, ?::boolean AS edited),
                taken AS (
                  DELETE FROM $archive AS a USING input i WHERE a.msg_id = i.msg_id
                  RETURNING i.nr, i.command_id, i.body, i.command_type, i.reply_queue, i.correlation_id,
                            a.msg_id, a.message, a.headers),
                ordered AS MATERIALIZED (SELECT t.* FROM taken t ORDER BY t.nr),
                sent AS MATERIALIZED (
                  SELECT (SELECT s.id FROM pgmq.send(queue_name => $queue, msg => t.body::jsonb, headers => t.headers,
                                                     delay => clock_timestamp()) AS s(id)) AS msg_id,
                         t.command_id, t.command_type, t.reply_queue, t.correlation_id, t.msg_id AS old_msg_id, coalesce(t.message->'data', t.message) AS data
                  FROM ordered t),
                pending AS (
                  UPDATE $command AS c
                  SET status = 'PENDING', attempts = 0, msg_id = s.msg_id, lease_expires_at = NULL, updated_at = clock_timestamp(),
                      command_type = s.command_type, reply_queue = coalesce(s.reply_queue, c.reply_queue),
                      correlation_id = s.correlation_id
                  FROM sent s
                  WHERE $key(c, s)
                  RETURNING s.old_msg_id, s.data, $columns),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT p.c_domain, p.c_command_id, 'OPERATOR_RETRY', clock_timestamp(),
                         jsonb_build_object('operator', n.operator, 'reason', n.reason, 'edited', n.edited, 'msg_id', p.c_msg_id,
                                            'old_msg_id', p.old_msg_id)
                         || CASE WHEN n.edited THEN jsonb_build_object('original_data', p.data) ELSE '{}'::jsonb END
                  FROM pending p CROSS JOIN note n)
                SELECT p.* FROM pending p
                """);
        resolve = fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::uuid[], ?::text[], ?::text[]) AS i(command_id, reply_queue, reply_body)),
                note AS MATERIALIZED (SELECT ?::text AS status, ?::text AS event, ?::text AS operator, ?::text AS reason),
                resolved AS (
                  UPDATE $command AS c SET status = n.status, lease_expires_at = NULL, updated_at = clock_timestamp()
                  FROM input i CROSS JOIN note n
                  WHERE $key(c, i) AND c.status = 'IN_TROUBLESHOOTING_QUEUE'
                  RETURNING i.reply_queue, i.reply_body, n.event, n.operator, n.reason, $columns),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT r.c_domain, r.c_command_id, r.event, clock_timestamp(),
                         jsonb_build_object('operator', r.operator, 'reason', r.reason)
                  FROM resolved r),
                replied AS MATERIALIZED (
                  SELECT s.id FROM resolved r
                  CROSS JOIN LATERAL (
                    SELECT m.id FROM pgmq.send(queue_name => r.reply_queue, msg => r.reply_body::jsonb, headers => NULL::jsonb,
                                               delay => clock_timestamp()) AS m(id)
                    LIMIT 1) AS s
                  WHERE $reachable)
                SELECT r.*, (SELECT count(*) FROM replied) AS replies FROM resolved r
                """);
    }

    /**
     * The first commands in troubleshooting that a filter selects: command_id, created_at, the command unless somebody else has just
     * resolved it, and the time.
     *
     * @param lock whether to lock them
     */
    Selection chunk(CommandFilter filter, PageToken after, int limit, boolean lock) {
        return Selection.troubled(store.tables(), filter)
                .add("WITH candidates AS MATERIALIZED (")
                .first("c.command_id, c.created_at", store.domain(), after, limit)
                .add(")" + look.replace("$lock", lock ? "FOR UPDATE OF c SKIP LOCKED" : ""));
    }

    private String fill(String text) {
        return CommandKey.fill(text)
                .replace("$columns", CommandRows.columns("c"))
                .replace("$reachable", ReplyStatements.reachable("r.reply_queue"))
                .replace("$command", store.tables().commandSql())
                .replace("$audit", store.tables().auditSql())
                .replace("$archive", store.archiveTableSql())
                .replace("$domain", "'" + store.domain().name() + "'::text")
                .replace("$queue", "'" + store.domain().commandQueue() + "'::text");
    }
}
