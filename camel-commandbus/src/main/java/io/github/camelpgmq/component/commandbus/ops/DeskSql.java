/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.reply.ReplyStatements;

/** The statements of the troubleshooting desk. Payloads are found by message id, the archive's key, never by what is in them. */
final class DeskSql {

    final String list;
    final String count;
    final String lock;
    final String archived;
    final String retry;
    final String resolve;

    private final CommandStore store;

    DeskSql(CommandStore store) {
        this.store = store;
        list = fill(
                """
                SELECT $columns, a.message,
                       CASE WHEN a.msg_id IS NULL THEN NULL ELSE coalesce(a.message->'data', 'null'::jsonb) END AS data, a.archived_at
                FROM (SELECT * FROM $command WHERE domain = ?::text AND status = 'IN_TROUBLESHOOTING_QUEUE'
                        AND (?::text IS NULL OR command_type = ?::text)
                      ORDER BY created_at DESC, command_id LIMIT ?::integer OFFSET ?::integer) AS c
                LEFT JOIN $archive AS a ON a.msg_id = c.msg_id
                ORDER BY c.created_at DESC, c.command_id
                """);
        count = fill(
                """
                SELECT count(*) AS n FROM $command WHERE domain = ?::text AND status = 'IN_TROUBLESHOOTING_QUEUE'
                  AND (?::text IS NULL OR command_type = ?::text)
                """);
        lock = fill(
                """
                SELECT $columns, clock_timestamp() AS at FROM $command AS c
                WHERE c.domain = ?::text AND c.command_id = ?::uuid FOR UPDATE
                """);
        archived = fill("SELECT coalesce(message, 'null'::jsonb) AS message FROM $archive WHERE msg_id = ?::bigint");
        retry = fill(
                """
                WITH input AS MATERIALIZED (SELECT ?::jsonb AS body, ?::boolean AS edited),
                taken AS (DELETE FROM $archive WHERE msg_id = ?::bigint RETURNING msg_id, message, headers),
                sent AS MATERIALIZED (
                  SELECT s.id AS msg_id, t.msg_id AS old_msg_id, i.edited, coalesce(t.message->'data', t.message) AS data
                  FROM taken t CROSS JOIN input i
                  CROSS JOIN LATERAL pgmq.send(queue_name => $queue, msg => i.body, headers => t.headers,
                                               delay => clock_timestamp()) AS s(id)),
                pending AS (
                  UPDATE $command AS c
                  SET status = 'PENDING', attempts = 0, msg_id = s.msg_id, lease_expires_at = NULL, updated_at = clock_timestamp()
                  FROM sent s
                  WHERE c.domain = ?::text AND c.command_id = ?::uuid
                  RETURNING c.domain, c.command_id, c.msg_id, s.old_msg_id, s.edited, s.data),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT domain, command_id, 'OPERATOR_RETRY', clock_timestamp(),
                         jsonb_build_object('operator', ?::text, 'reason', ?::text, 'edited', edited, 'msg_id', msg_id,
                                            'old_msg_id', old_msg_id)
                         || CASE WHEN edited THEN jsonb_build_object('original_data', data) ELSE '{}'::jsonb END
                  FROM pending)
                SELECT msg_id FROM pending
                """);
        resolve = fill(
                """
                WITH resolved AS (
                  UPDATE $command AS c SET status = ?::text, lease_expires_at = NULL, updated_at = clock_timestamp()
                  WHERE c.domain = ?::text AND c.command_id = ?::uuid AND c.status = 'IN_TROUBLESHOOTING_QUEUE'
                  RETURNING c.domain, c.command_id),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT domain, command_id, ?::text, clock_timestamp(),
                         jsonb_build_object('operator', ?::text, 'reason', ?::text)
                  FROM resolved),
                wanted AS MATERIALIZED (SELECT ?::text AS queue, ?::jsonb AS body),
                replied AS MATERIALIZED (
                  SELECT s.id FROM resolved r CROSS JOIN wanted w
                  CROSS JOIN LATERAL pgmq.send(queue_name => w.queue, msg => w.body, headers => NULL::jsonb,
                                               delay => clock_timestamp()) AS s(id)
                  WHERE $reachable)
                SELECT r.command_id, (SELECT count(*) FROM replied) AS replies FROM resolved r
                """);
    }

    private String fill(String text) {
        return text.replace("$columns", CommandRows.columns("c"))
                .replace("$reachable", ReplyStatements.reachable("w.queue"))
                .replace("$command", store.tables().commandSql())
                .replace("$audit", store.tables().auditSql())
                .replace("$archive", store.archiveTableSql())
                .replace("$queue", "'" + store.domain().commandQueue() + "'::text");
    }
}
