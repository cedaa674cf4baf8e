/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.reply.ReplyStatements;

/** The statements over one domain's queue and tables. Domain and queue names are validated, so they may stand as literals. */
final class CommandSql {

    // No question mark may stand in these texts: JDBC would take it for a parameter.
    private static final String MESSAGE_COMMAND_ID =
            """
            CASE WHEN m.message->>'command_id' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                 THEN (m.message->>'command_id')::uuid END AS command_id""";

    final String sendAutocommit;
    final String sendInTransaction;
    final String claim;
    final String complete;
    final String completeAndClaim;
    final String examine;
    final String claimOne;
    final String adopt;
    final String dispose;
    final String quarantine;
    final String exhaust;
    final String retryLater;
    final String toTroubleshooting;
    final String failBusiness;
    final String leaseLost;
    final String release;
    final String renew;
    final String nextVisible;

    private final String domain;
    private final String queue;
    private final String queueTable;
    private final String command;
    private final String audit;
    private final boolean archive;

    CommandSql(DomainName domain, CommandTables tables, boolean archive) {
        QueueName queueTables = QueueName.of(domain.commandQueue());
        this.domain = "'" + domain.name() + "'::text";
        this.queue = "'" + queueTables.name() + "'::text";
        this.queueTable = queueTables.table();
        this.command = tables.commandSql();
        this.audit = tables.auditSql();
        this.archive = archive;

        sendAutocommit = send(false);
        sendInTransaction = send(true);
        claim = fill(
                "WITH " + fetched(false) + ", " + CLAIMED
                        + """
                SELECT false AS is_completion, f.msg_id, f.read_ct, f.enqueued_at, f.vt, f.message, f.headers, f.command_id, $claimed
                FROM fetched f LEFT JOIN claimed c ON c.c_command_id = f.command_id AND c.c_msg_id = f.msg_id
                ORDER BY f.msg_id
                """);
        complete = fill("WITH " + completed()
                + "SELECT d.msg_id, (SELECT count(*) FROM replied) AS replies FROM done d ORDER BY d.msg_id");
        completeAndClaim = fill(
                "WITH " + completed() + ", " + fetched(true) + ", " + CLAIMED
                        + """
                SELECT false AS is_completion, f.msg_id, f.read_ct, f.enqueued_at, f.vt, f.message, f.headers, f.command_id, $claimed
                FROM fetched f LEFT JOIN claimed c ON c.c_command_id = f.command_id AND c.c_msg_id = f.msg_id
                UNION ALL
                SELECT true, d.msg_id, (SELECT count(*) FROM replied)::integer, NULL::timestamptz, NULL::timestamptz, NULL::jsonb,
                       NULL::jsonb, d.command_id, $null_claimed
                FROM done d
                ORDER BY 1 DESC, 2
                """);
        examine = fill(
                """
                WITH held AS MATERIALIZED (
                  SELECT q.msg_id FROM $q AS q WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer FOR UPDATE),
                locked AS MATERIALIZED (
                  SELECT c.* FROM $command AS c
                  WHERE c.domain = $domain AND c.command_id = ?::uuid AND EXISTS (SELECT 1 FROM held) FOR UPDATE)
                SELECT h.msg_id AS held, $columns
                FROM (SELECT 1) AS one LEFT JOIN held h ON true LEFT JOIN locked c ON true
                """);
        claimOne = fill(
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
                  WHERE c.domain = $domain AND c.command_id = h.command_id
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
        adopt = fill(
                """
                WITH held AS MATERIALIZED (
                  SELECT q.msg_id, q.enqueued_at FROM $q AS q WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer FOR UPDATE),
                adopted AS (
                  INSERT INTO $command (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                        created_at, updated_at, reply_queue, correlation_id)
                  SELECT $domain, ?::uuid, ?::text, 'PENDING', 0, ?::integer, $queue, h.msg_id, h.enqueued_at, clock_timestamp(),
                         ?::text, ?::uuid
                  FROM held h
                  ON CONFLICT (domain, command_id) DO NOTHING
                  RETURNING command_id, msg_id),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'ADOPTED', clock_timestamp(), jsonb_build_object('msg_id', msg_id) FROM adopted)
                SELECT msg_id FROM adopted
                """);
        dispose = fill(
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
        quarantine = fill(
                """
                WITH held AS MATERIALIZED (
                  SELECT q.msg_id, q.enqueued_at FROM $q AS q WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer FOR UPDATE),
                archived AS MATERIALIZED (
                  SELECT h.msg_id, h.enqueued_at
                  FROM held h CROSS JOIN LATERAL pgmq.archive(queue_name => $queue, msg_id => h.msg_id) AS a(ok)
                  WHERE a.ok),
                quarantined AS (
                  INSERT INTO $command AS c (domain, command_id, command_type, status, attempts, max_attempts, queue_name, msg_id,
                                             last_error_type, last_error_code, last_error_msg, created_at, updated_at)
                  SELECT $domain, CASE WHEN n.command_id IS NULL OR EXISTS (
                                    SELECT 1 FROM $command AS o WHERE o.domain = $domain AND o.command_id = n.command_id
                                      AND NOT (o.msg_id = a.msg_id AND o.status IN ('PENDING', 'IN_PROGRESS')))
                                  THEN n.generated_id ELSE n.command_id END,
                         n.command_type, 'IN_TROUBLESHOOTING_QUEUE', 0, n.max_attempts, $queue, a.msg_id,
                         n.error_type, n.error_code, n.error_message, a.enqueued_at, clock_timestamp()
                  FROM archived a, (SELECT ?::uuid AS command_id, ?::uuid AS generated_id, ?::text AS command_type,
                                           ?::integer AS max_attempts, ?::text AS error_type, ?::text AS error_code,
                                           ?::text AS error_message) AS n
                  ON CONFLICT (domain, command_id) DO UPDATE
                  SET status = excluded.status, msg_id = excluded.msg_id, lease_expires_at = NULL,
                      last_error_type = excluded.last_error_type, last_error_code = excluded.last_error_code,
                      last_error_msg = excluded.last_error_msg, updated_at = excluded.updated_at
                  WHERE c.msg_id = excluded.msg_id AND c.status IN ('PENDING', 'IN_PROGRESS')
                  RETURNING c.command_id, c.msg_id, c.last_error_code, c.last_error_msg),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'QUARANTINED', clock_timestamp(),
                         jsonb_build_object('msg_id', msg_id, 'error_code', last_error_code, 'error_message', last_error_msg)
                  FROM quarantined)
                SELECT a.msg_id, n.command_id FROM archived a LEFT JOIN quarantined n ON true
                """);
        exhaust = fill(
                "WITH "
                        + archivedOf("c.status IN ('PENDING', 'IN_PROGRESS') AND c.attempts >= c.max_attempts")
                        + """
                , moved AS (
                  UPDATE $command AS c
                  SET status = 'IN_TROUBLESHOOTING_QUEUE', lease_expires_at = NULL, updated_at = clock_timestamp(),
                      last_error_type = coalesce(c.last_error_type, ?::text),
                      last_error_code = coalesce(c.last_error_code, 'ATTEMPTS_EXHAUSTED'),
                      last_error_msg = coalesce(c.last_error_msg, ?::text)
                  FROM archived a
                  WHERE c.domain = $domain AND c.command_id = a.command_id
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
        retryLater = fill(
                """
                WITH held AS (
                  UPDATE $q AS q SET vt = clock_timestamp() + ?::bigint * interval '1 millisecond'
                  FROM $command AS c
                  WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer
                    AND c.domain = $domain AND c.command_id = ?::uuid AND c.msg_id = q.msg_id AND c.status = 'IN_PROGRESS'
                  RETURNING q.msg_id, c.command_id),
                failed AS (
                  UPDATE $command AS c
                  SET status = 'PENDING', lease_expires_at = NULL, updated_at = clock_timestamp(),
                      last_error_type = ?::text, last_error_code = ?::text, last_error_msg = ?::text
                  FROM held h
                  WHERE c.domain = $domain AND c.command_id = h.command_id AND c.status = 'IN_PROGRESS'
                  RETURNING c.command_id, h.msg_id, c.attempts, c.last_error_type, c.last_error_code, c.last_error_msg),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, f.command_id, e.event, clock_timestamp(), e.details
                  FROM failed f CROSS JOIN LATERAL (VALUES
                    (1, 'FAILED', $error_details),
                    (2, 'RETRY_SCHEDULED', jsonb_build_object('delay_ms', ?::bigint, 'attempt', f.attempts))) AS e(nr, event, details)
                  ORDER BY e.nr)
                SELECT msg_id FROM failed
                """);
        toTroubleshooting = fill(
                "WITH " + archivedOf("c.status = 'IN_PROGRESS'")
                        + """
                , moved AS (
                  UPDATE $command AS c
                  SET status = 'IN_TROUBLESHOOTING_QUEUE', lease_expires_at = NULL, updated_at = clock_timestamp(),
                      last_error_type = ?::text, last_error_code = ?::text, last_error_msg = ?::text
                  FROM archived a
                  WHERE c.domain = $domain AND c.command_id = a.command_id AND c.status = 'IN_PROGRESS'
                  RETURNING c.command_id, a.msg_id, c.attempts, c.last_error_type, c.last_error_code, c.last_error_msg),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, f.command_id, e.event, clock_timestamp(), $error_details
                  FROM moved f CROSS JOIN LATERAL (VALUES (1, 'FAILED'), (2, 'MOVED_TO_TSQ')) AS e(nr, event)
                  WHERE e.nr = 2 OR ?::boolean
                  ORDER BY e.nr)
                SELECT msg_id FROM moved
                """);
        failBusiness = fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT ?::bigint AS msg_id, ?::integer AS read_ct, ?::uuid AS command_id),
                """
                        + removed("i.msg_id, i.command_id")
                        + """
                failed AS (
                  UPDATE $command AS c
                  SET status = 'FAILED', lease_expires_at = NULL, updated_at = clock_timestamp(),
                      last_error_type = ?::text, last_error_code = ?::text, last_error_msg = ?::text
                  FROM removed r
                  WHERE c.domain = $domain AND c.command_id = r.command_id AND c.status = 'IN_PROGRESS'
                  RETURNING c.command_id, r.msg_id, c.attempts, c.last_error_type, c.last_error_code, c.last_error_msg),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, f.command_id, 'BUSINESS_RULE_FAILED', clock_timestamp(), $error_details FROM failed f),
                wanted AS MATERIALIZED (
                  SELECT ?::text AS queue, ?::jsonb AS body, ?::jsonb AS headers),
                replied AS MATERIALIZED (
                  SELECT s.id FROM failed f CROSS JOIN wanted w
                  CROSS JOIN LATERAL pgmq.send(queue_name => w.queue, msg => w.body, headers => w.headers,
                                               delay => clock_timestamp()) AS s(id)
                  WHERE $reachable_w)
                SELECT f.msg_id, (SELECT count(*) FROM replied) AS replies FROM failed f
                """);
        leaseLost = fill(
                """
                INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                VALUES ($domain, ?::uuid, 'LEASE_LOST', clock_timestamp(),
                        jsonb_build_object('msg_id', ?::bigint, 'read_count', ?::integer))
                RETURNING command_id
                """);
        release = fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::bigint[], ?::integer[], ?::uuid[], ?::boolean[], ?::boolean[])
                    AS i(msg_id, read_ct, command_id, claimed, suspect)),
                released AS (
                  UPDATE $q AS q SET vt = clock_timestamp() + ?::bigint * interval '1 millisecond'
                  FROM input i WHERE q.msg_id = i.msg_id AND q.read_ct = i.read_ct
                  RETURNING i.msg_id, i.command_id, i.claimed, i.suspect),
                returned AS (
                  UPDATE $command AS c
                  SET status = CASE WHEN r.suspect THEN 'IN_PROGRESS' ELSE 'PENDING' END, attempts = greatest(c.attempts - 1, 0),
                      lease_expires_at = NULL, updated_at = clock_timestamp()
                  FROM released r
                  WHERE r.claimed AND c.domain = $domain AND c.command_id = r.command_id AND c.msg_id = r.msg_id
                    AND c.status = 'IN_PROGRESS' AND c.lease_expires_at IS NOT NULL
                  RETURNING c.command_id, c.msg_id, c.attempts),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'RELEASED', clock_timestamp(),
                         jsonb_build_object('msg_id', msg_id, 'attempts', attempts)
                  FROM returned)
                SELECT msg_id FROM released ORDER BY msg_id
                """);
        renew = fill(
                """
                WITH input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::bigint[], ?::integer[]) AS i(msg_id, read_ct)),
                held AS (
                  UPDATE $q AS m SET vt = clock_timestamp() + ?::bigint * interval '1 millisecond'
                  FROM input i WHERE m.msg_id = i.msg_id AND m.read_ct = i.read_ct
                  RETURNING m.msg_id, m.vt, $message_command_id),
                leased AS (
                  UPDATE $command AS c SET lease_expires_at = h.vt
                  FROM held h
                  WHERE c.domain = $domain AND c.command_id = h.command_id AND c.msg_id = h.msg_id AND c.status = 'IN_PROGRESS')
                SELECT msg_id FROM held ORDER BY msg_id
                """);
        // statement_timestamp is stable, so that the index on vt serves; the difference is taken with the time of
        // reading.
        nextVisible = fill(
                """
                SELECT greatest(0, ceil(extract(epoch FROM (n.vt - clock_timestamp())) * 1000))::bigint AS millis
                FROM (SELECT min(q.vt) AS vt FROM $q AS q WHERE q.vt > statement_timestamp() AND q.vt < 'infinity') AS n
                WHERE n.vt IS NOT NULL
                """);
    }

    // The read count of a message that was read again differs, so the row is not found and nothing below it happens.
    private static final String CLAIMED =
            """
            claimed AS (
              UPDATE $command AS c
              SET status = 'IN_PROGRESS', attempts = c.attempts + 1, lease_expires_at = f.vt, updated_at = clock_timestamp()
              FROM fetched f
              WHERE c.domain = $domain AND c.command_id = f.command_id AND c.msg_id = f.msg_id
                AND c.status = 'PENDING' AND c.attempts < c.max_attempts
              RETURNING $columns),
            audited_claim AS (
              INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
              SELECT c_domain, c_command_id, 'RECEIVED', clock_timestamp(),
                     jsonb_build_object('msg_id', c_msg_id, 'attempt', c_attempts)
              FROM claimed)
            """;

    private String send(boolean tolerateDuplicate) {
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
                         ?::text, ?::uuid, ?::uuid
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
        return fill(
                text.replace("$on_conflict", tolerateDuplicate ? "ON CONFLICT (domain, command_id) DO NOTHING" : ""));
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

    private String completed() {
        return """
                input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::bigint[], ?::integer[], ?::uuid[], ?::text[], ?::text[], ?::text[])
                    AS i(msg_id, read_ct, command_id, reply_queue, reply_body, reply_headers)),
                """
                + removed("i.msg_id, i.command_id, i.reply_queue, i.reply_body, i.reply_headers")
                + """
                done AS (
                  UPDATE $command AS c
                  SET status = 'COMPLETED', lease_expires_at = NULL, updated_at = clock_timestamp()
                  FROM removed r
                  WHERE c.domain = $domain AND c.command_id = r.command_id AND c.msg_id = r.msg_id AND c.status = 'IN_PROGRESS'
                  RETURNING r.msg_id, r.command_id, r.reply_queue, r.reply_body, r.reply_headers, c.attempts),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'COMPLETED', clock_timestamp(),
                         jsonb_build_object('msg_id', msg_id, 'attempt', attempts)
                  FROM done),
                replied AS MATERIALIZED (
                  SELECT s.id FROM done d
                  CROSS JOIN LATERAL pgmq.send(queue_name => d.reply_queue, msg => d.reply_body::jsonb,
                                               headers => d.reply_headers::jsonb, delay => clock_timestamp()) AS s(id)
                  WHERE $reachable_d)
                """;
    }

    private static final String LEASE_OF_INPUT =
            """
            q.msg_id = i.msg_id AND q.read_ct = i.read_ct
                AND c.domain = $domain AND c.command_id = i.command_id AND c.msg_id = i.msg_id AND c.status = 'IN_PROGRESS'
            """;

    /** Takes the messages of {@code input} off the queue whose lease and status still hold. */
    private String removed(String columns) {
        if (!archive) {
            return "removed AS (DELETE FROM $q AS q USING input i, $command AS c WHERE " + LEASE_OF_INPUT
                    + " RETURNING " + columns + "),\n";
        }
        return "held AS MATERIALIZED (SELECT " + columns + " FROM input i, $q AS q, $command AS c WHERE "
                + LEASE_OF_INPUT
                + """
                 FOR UPDATE OF q),
                removed AS MATERIALIZED (
                  SELECT h.* FROM held h JOIN pgmq.archive(queue_name => $queue,
                    msg_ids => (SELECT coalesce(array_agg(msg_id), '{}'::bigint[]) FROM held)) AS a(msg_id) ON a.msg_id = h.msg_id),
                """;
    }

    private static String archivedOf(String condition) {
        return """
                held AS MATERIALIZED (
                  SELECT q.msg_id, c.command_id FROM $q AS q, $command AS c
                  WHERE q.msg_id = ?::bigint AND q.read_ct = ?::integer AND c.domain = $domain AND c.command_id = ?::uuid
                    AND (c.msg_id = q.msg_id OR c.msg_id IS NULL) AND $condition
                  FOR UPDATE OF q),
                archived AS MATERIALIZED (
                  SELECT h.msg_id, h.command_id
                  FROM held h CROSS JOIN LATERAL pgmq.archive(queue_name => $queue, msg_id => h.msg_id) AS a(ok)
                  WHERE a.ok)
                """
                .replace("$condition", condition);
    }

    private String fill(String text) {
        return text.replace(
                        "$error_details",
                        "jsonb_build_object('msg_id', f.msg_id, 'attempt', f.attempts, 'error_type', f.last_error_type,"
                                + " 'error_code', f.last_error_code, 'error_message', f.last_error_msg)")
                .replace("$reachable_w", ReplyStatements.reachable("w.queue"))
                .replace("$reachable_d", ReplyStatements.reachable("d.reply_queue"))
                .replace("$message_command_id", MESSAGE_COMMAND_ID)
                .replace("$null_claimed", CommandRows.nulls())
                .replace("$claimed", CommandRows.aliases("c"))
                .replace("$columns", CommandRows.columns("c"))
                .replace("$command", command)
                .replace("$audit", audit)
                .replace("$domain", domain)
                .replace("$queue", queue)
                .replace("$q", queueTable);
    }
}
