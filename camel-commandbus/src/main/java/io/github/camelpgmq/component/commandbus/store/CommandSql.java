/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.reply.ReplyStatements;

/**
 * What the statements over one domain's queue and tables have in common. Domain and queue names are validated, so they may stand as literals.
 */
final class CommandSql {

    // No question mark may stand in these texts: JDBC would take it for a parameter.
    private static final String MESSAGE_COMMAND_ID =
            """
            CASE WHEN m.message->>'command_id' ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                 THEN (m.message->>'command_id')::uuid END AS command_id""";

    private static final String LEASE_OF_INPUT =
            """
            q.msg_id = i.msg_id AND q.read_ct = i.read_ct
                AND $key(c, i) AND c.msg_id = i.msg_id AND c.status = 'IN_PROGRESS'
            """;

    private final DomainName domainName;
    private final CommandTables tables;
    private final String domain;
    private final String queue;
    private final String queueTable;
    private final String archiveTable;
    private final boolean archive;

    /** @param archive keep the messages of finished commands in PGMQ's archive instead of deleting them */
    CommandSql(DomainName domain, CommandTables tables, boolean archive) {
        QueueName queueTables = QueueName.of(domain.commandQueue());
        this.domainName = domain;
        this.tables = tables;
        this.domain = "'" + domain.name() + "'::text";
        this.queue = "'" + queueTables.name() + "'::text";
        this.queueTable = queueTables.table();
        this.archiveTable = queueTables.archiveTable();
        this.archive = archive;
    }

    DomainName domain() {
        return domainName;
    }

    CommandTables tables() {
        return tables;
    }

    /** The CTEs that complete commands: input, removed, done, audited, replied. */
    String completed() {
        return completed(
                """
                input AS MATERIALIZED (
                  SELECT i.* FROM unnest(?::bigint[], ?::integer[], ?::uuid[], ?::text[], ?::text[], ?::text[])
                    AS i(msg_id, read_ct, command_id, reply_queue, reply_body, reply_headers)),
                """);
    }

    /**
     * The same for one command. An array of one would look cheaper to PostgreSQL than arrays in general, so it would plan the statement
     * anew each time, which takes ten times as long as to run it.
     */
    String completedOne() {
        return completed(
                """
                input AS MATERIALIZED (
                  SELECT ?::bigint AS msg_id, ?::integer AS read_ct, ?::uuid AS command_id,
                         ?::text AS reply_queue, ?::text AS reply_body, ?::text AS reply_headers),
                """);
    }

    /** The same for one command without a reply: to set the sending up costs a quarter of the statement even if nothing is sent. */
    String completedOneSilently() {
        return """
                input AS MATERIALIZED (
                  SELECT ?::bigint AS msg_id, ?::integer AS read_ct, ?::uuid AS command_id),
                """
                + done("");
    }

    private String completed(String input) {
        return input
                + done(", $row.reply_queue, $row.reply_body, $row.reply_headers")
                + """
                ,
                replied AS MATERIALIZED (
                  SELECT s.id FROM (
                    SELECT reply_queue, array_agg(reply_body::jsonb ORDER BY msg_id) AS bodies,
                           array_agg(reply_headers::jsonb ORDER BY msg_id) AS headers
                    FROM done WHERE reply_queue IS NOT NULL GROUP BY reply_queue) AS d
                  CROSS JOIN LATERAL pgmq.send_batch(queue_name => d.reply_queue, msgs => d.bodies,
                                                     headers => d.headers, delay => clock_timestamp()) AS s(id)
                  WHERE $reachable_d)
                """;
    }

    /** @param more further columns of {@code $row} to hand on */
    private String done(String more) {
        return removed("i.msg_id, i.read_ct, i.command_id" + more.replace("$row", "i"))
                + """
                done AS (
                  UPDATE $command AS c
                  SET status = 'COMPLETED', lease_expires_at = NULL, updated_at = clock_timestamp()
                  FROM removed r
                  WHERE $key(c, r) AND c.msg_id = r.msg_id AND c.status = 'IN_PROGRESS'
                  RETURNING r.msg_id, r.read_ct, r.command_id$more, c.attempts),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'COMPLETED', clock_timestamp(),
                         jsonb_build_object('msg_id', msg_id, 'attempt', attempts, 'read_count', read_ct)
                  FROM done)
                """
                        .replace("$more", more.replace("$row", "r"));
    }

    /**
     * The CTEs that note the lost leases among {@code input}, to stand after {@link #completed()}: undone, audited_loss. Whoever does not
     * know whether a completion was committed writes it again; that one is {@code again} and has lost nothing.
     */
    String lost() {
        return """
                undone AS MATERIALIZED (
                  SELECT i.msg_id, i.read_ct, i.command_id, $completed_i AS again
                  FROM input i WHERE i.msg_id NOT IN (SELECT d.msg_id FROM done d)),
                audited_loss AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, command_id, 'LEASE_LOST', clock_timestamp(),
                         jsonb_build_object('msg_id', msg_id, 'read_count', read_ct)
                  FROM undone WHERE NOT again ORDER BY msg_id)
                """;
    }

    /** Whether a command was completed under the very lease of a row. */
    private static String completedUnder(String row) {
        return """
                EXISTS (
                  SELECT 1 FROM $audit AS own
                  WHERE $key(own, $row) AND own.event_type = 'COMPLETED'
                    AND own.details_json @> jsonb_build_object('msg_id', $row.msg_id, 'read_count', $row.read_ct))"""
                .replace("$row", row);
    }

    /** Takes the messages of {@code input} off the queue whose lease and status still hold. */
    String removed(String columns) {
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

    /** The CTEs that archive one message while its lease and the condition hold: held, archived. */
    static String archivedOf(String condition) {
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

    /** Puts the names of this domain into a text. */
    String fill(String text) {
        return CommandKey.fill(text.replace("$completed_i", completedUnder("i")))
                .replace(
                        "$error_details",
                        "jsonb_build_object('msg_id', f.msg_id, 'attempt', f.attempts, 'error_type', f.last_error_type,"
                                + " 'error_code', f.last_error_code, 'error_message', f.last_error_msg)")
                .replace("$reachable_w", ReplyStatements.reachable("w.queue"))
                .replace("$reachable_d", ReplyStatements.reachable("d.reply_queue"))
                .replace("$message_command_id", MESSAGE_COMMAND_ID)
                .replace("$null_claimed", CommandRows.nulls())
                .replace("$claimed", CommandRows.aliases("c"))
                .replace("$columns", CommandRows.columns("c"))
                .replace("$command", tables.commandSql())
                .replace("$audit", tables.auditSql())
                .replace("$batch", tables.batchSql())
                .replace("$archive", archiveTable)
                .replace("$domain", domain)
                .replace("$queue", queue)
                .replace("$q", queueTable);
    }
}
