/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.InvalidBatchStateException;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.LocalWork;
import io.github.camelpgmq.component.pgmq.reply.ReplyStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * Opens, closes and completes the batches of one domain. No command updates its batch: whether a batch is done is seen from its commands.
 *
 * <p>The caller's connection decides about the transaction: in autocommit a method is a transaction of its own, otherwise it is part of the
 * caller's. Thread-safe.
 */
public final class BatchStatements {

    // A command in troubleshooting has not ended. Commands end about in the order of their messages, so the newest open
    // one is found after a few rows of the index. EXISTS would drop the order and read those that have ended first.
    private static final String OPEN_COMMAND =
            """
            SELECT c.command_id FROM $command AS c
            WHERE c.domain = $domain AND c.batch_id = b.batch_id AND c.status NOT IN ('COMPLETED', 'FAILED', 'CANCELED')
            ORDER BY c.msg_id DESC LIMIT 1""";

    final String open;
    final String lock;
    final String close;
    final String complete;
    final String inProgress;
    final String strangers;

    private final String domain;
    private final String same;

    BatchStatements(CommandSql sql) {
        domain = sql.domain().name();
        open = sql.fill(
                """
                WITH opened AS (
                  INSERT INTO $batch (domain, batch_id, name, custom_data, status, total_count, completed_count, failed_count,
                                      canceled_count, in_troubleshooting_count, created_at)
                  VALUES ($domain, ?::uuid, ?::text, ?::jsonb, 'PENDING', 0, 0, 0, 0, 0, clock_timestamp())
                  ON CONFLICT DO NOTHING
                  RETURNING batch_id, name)
                INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                SELECT $domain, batch_id, 'BATCH_STARTED', clock_timestamp(),
                       jsonb_build_object('name', name, 'reply_to', ?::text)
                FROM opened
                RETURNING command_id
                """);
        same = sql.fill(
                """
                SELECT b.status, b.name = ?::text AND b.custom_data IS NOT DISTINCT FROM ?::jsonb
                         AND $reply_queue IS NOT DISTINCT FROM ?::text AS same
                FROM $batch AS b WHERE b.domain = $domain AND b.batch_id = ?::uuid
                """
                        .replace("$reply_queue", replyQueue()));
        // Senders hold FOR SHARE until their commit, so this waits for them.
        lock = sql.fill(
                """
                SELECT b.status FROM $batch AS b WHERE b.domain = $domain AND b.batch_id = ?::uuid FOR UPDATE
                """);
        close = sql.fill(
                """
                UPDATE $batch AS b
                SET status = 'IN_PROGRESS', started_at = clock_timestamp(),
                    total_count = (SELECT count(*) FROM $command AS c WHERE c.domain = $domain AND c.batch_id = b.batch_id)
                WHERE b.domain = $domain AND b.batch_id = ?::uuid AND b.status = 'PENDING'
                RETURNING b.total_count
                """);
        inProgress = sql.fill(
                """
                SELECT b.batch_id FROM $batch AS b
                WHERE b.domain = $domain AND b.status IN ('PENDING', 'IN_PROGRESS') AND b.status = 'IN_PROGRESS'
                ORDER BY b.created_at
                """);
        strangers = sql.fill(
                """
                SELECT i.command_id FROM unnest(?::uuid[]) AS i(command_id)
                WHERE NOT EXISTS (
                  SELECT 1 FROM $command AS c
                  WHERE $key(c, i) AND c.batch_id = ?::uuid)
                """);
        // Only who sees that no command is open locks the row, so who finds it locked can leave it to that one.
        complete = sql.fill(
                """
                WITH due AS MATERIALIZED (
                  SELECT b.batch_id FROM $batch AS b
                  WHERE b.domain = $domain AND b.batch_id = ANY (?::uuid[]) AND b.status = 'IN_PROGRESS' AND ($open_command) IS NULL
                  FOR UPDATE SKIP LOCKED),
                counted AS MATERIALIZED (
                  SELECT d.batch_id, n.* FROM due d CROSS JOIN LATERAL (
                    SELECT count(*) AS total, count(*) FILTER (WHERE c.status = 'COMPLETED') AS completed,
                           count(*) FILTER (WHERE c.status = 'FAILED') AS failed,
                           count(*) FILTER (WHERE c.status = 'CANCELED') AS canceled
                    FROM $command AS c WHERE c.domain = $domain AND c.batch_id = d.batch_id) AS n),
                completed AS (
                  UPDATE $batch AS b
                  SET status = CASE WHEN n.failed + n.canceled = 0 THEN 'COMPLETED' ELSE 'COMPLETED_WITH_FAILURES' END,
                      total_count = n.total, completed_count = n.completed, failed_count = n.failed, canceled_count = n.canceled,
                      in_troubleshooting_count = 0, completed_at = clock_timestamp()
                  FROM counted n
                  WHERE b.domain = $domain AND b.batch_id = n.batch_id AND b.status = 'IN_PROGRESS'
                  RETURNING b.batch_id, b.name, b.custom_data, b.status, b.total_count, b.completed_count, b.failed_count,
                            b.canceled_count, b.completed_at),
                audited AS (
                  INSERT INTO $audit (domain, command_id, event_type, ts, details_json)
                  SELECT $domain, batch_id, 'BATCH_COMPLETED', clock_timestamp(),
                         jsonb_build_object('status', status, 'total_count', total_count, 'completed_count', completed_count,
                                            'failed_count', failed_count, 'canceled_count', canceled_count)
                  FROM completed),
                addressed AS MATERIALIZED (SELECT b.*, $reply_queue AS queue FROM completed b),
                told AS MATERIALIZED (
                  SELECT s.id FROM addressed a
                  CROSS JOIN LATERAL (SELECT m.id FROM pgmq.send(
                    queue_name => a.queue,
                    msg => jsonb_build_object(
                      'batch_id', a.batch_id, 'domain', $domain, 'name', a.name, 'status', a.status, 'total_count', a.total_count,
                      'completed_count', a.completed_count, 'failed_count', a.failed_count, 'canceled_count', a.canceled_count,
                      'custom_data', a.custom_data,
                      'completed_at', to_char(a.completed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')),
                    headers => NULL::jsonb, delay => clock_timestamp()) AS m(id) LIMIT 1) AS s
                  WHERE $reachable)
                SELECT a.batch_id, a.status, a.total_count, a.queue, (SELECT count(*) FROM told) AS messages
                FROM addressed a
                """
                        .replace("$open_command", OPEN_COMMAND)
                        .replace("$reply_queue", replyQueue())
                        .replace("$reachable", ReplyStatements.reachable("a.queue")));
    }

    private static String replyQueue() {
        return """
                (SELECT a.details_json->>'reply_to' FROM $audit AS a
                 WHERE a.domain = $domain AND a.command_id = b.batch_id AND a.event_type = 'BATCH_STARTED'
                 ORDER BY a.audit_id LIMIT 1)""";
    }

    /**
     * A batch that has just been completed.
     *
     * @param replyQueue where the message about it went; null = none was wanted
     */
    public record Completed(UUID batchId, BatchStatus status, long total, String replyQueue) {}

    /**
     * Opens a batch, audit BATCH_STARTED. A batch of this id that is still open, with the same name, data and reply queue, is gone on with: so a
     * creation may be repeated.
     *
     * @param customDataJson JSON text; null = none
     * @param replyQueue     null = no message when it is done
     * @return false when it was open already
     * @throws InvalidBatchStateException when the id belongs to another batch, or to one that is closed
     */
    public boolean open(Connection connection, UUID batchId, String name, String customDataJson, String replyQueue)
            throws SQLException {
        if (Jdbc.any(connection, open, batchId, name, customDataJson, replyQueue)) {
            return true;
        }
        Existing existing = Jdbc.first(
                connection,
                same,
                row -> new Existing(status(row.getString("status")), row.getBoolean("same")),
                name,
                customDataJson,
                replyQueue,
                batchId);
        if (existing == null || existing.status() != BatchStatus.PENDING || !existing.same()) {
            throw new InvalidBatchStateException(
                    domain,
                    batchId,
                    existing != null && existing.same()
                            ? "cannot be created again: it is closed, its status is " + existing.status()
                            : "exists with another name, data or reply queue: create yours with another id");
        }
        return false;
    }

    private record Existing(BatchStatus status, boolean same) {}

    /**
     * Closes an open batch: it takes no more commands and its total is fixed. Waits for the transactions that add commands to it at this moment;
     * to count those, a caller's transaction must be READ COMMITTED. Whether it is done already is not looked at: {@link #complete} after the
     * commit.
     *
     * @return how many commands it has
     * @throws InvalidBatchStateException when there is no such batch or it is closed
     */
    public long close(Connection connection, UUID batchId) throws SQLException {
        return LocalWork.inTransaction(connection, () -> {
            // Two statements: what a statement sees is older than the locks it waited for.
            String status = Jdbc.first(connection, lock, row -> row.getString("status"), batchId);
            if (!BatchStatus.PENDING.name().equals(status)) {
                throw new InvalidBatchStateException(
                        domain,
                        batchId,
                        status == null
                                ? "does not exist: check its id and the domain"
                                : "cannot be closed: its status is " + status);
            }
            return Jdbc.first(connection, close, row -> row.getLong("total_count"), batchId);
        });
    }

    /**
     * Completes those of the closed batches of which every command has ended: status and counts, audit BATCH_COMPLETED, message to the batch's
     * reply queue. Each batch once, whoever else asks at the same moment. Never waits for a lock.
     */
    public List<Completed> complete(Connection connection, Collection<UUID> batchIds) throws SQLException {
        if (batchIds.isEmpty()) {
            return List.of();
        }
        return Jdbc.list(
                connection,
                complete,
                row -> new Completed(
                        row.getObject("batch_id", UUID.class),
                        status(row.getString("status")),
                        row.getLong("total_count"),
                        Objects.requireNonNullElse(row.getString("queue"), "").isEmpty()
                                ? null
                                : row.getString("queue")),
                Jdbc.array(connection, "uuid", batchIds, id -> id));
    }

    /** Those of the commands that are not in the batch. */
    public List<UUID> strangers(Connection connection, UUID batchId, Collection<UUID> commandIds) throws SQLException {
        return commandIds.isEmpty()
                ? List.of()
                : Jdbc.list(
                        connection,
                        strangers,
                        row -> row.getObject("command_id", UUID.class),
                        Jdbc.array(connection, "uuid", commandIds, id -> id),
                        batchId);
    }

    /** The batches that are closed and not done, oldest first. */
    public List<UUID> inProgress(Connection connection) throws SQLException {
        return Jdbc.list(connection, inProgress, row -> row.getObject("batch_id", UUID.class));
    }

    private static BatchStatus status(String name) {
        return BatchStatus.valueOf(name);
    }
}
