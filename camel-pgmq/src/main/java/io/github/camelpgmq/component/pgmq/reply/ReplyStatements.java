/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.LocalWork;
import io.github.camelpgmq.component.pgmq.client.MessageRows;
import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.SendStatements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** All SQL over reply queues, on the connection given: the caller decides about the transaction. Stateless. */
public final class ReplyStatements {

    /** What became of a reply. */
    public enum Sent {
        /** It is in the queue. */
        SENT,
        /** There is no such queue: whoever asked is gone. */
        NO_QUEUE,
        /** The role must not write to the queue. */
        DENIED
    }

    /** A temporary reply queue that somebody has made, and whether it has existed for long. */
    record Candidate(QueueName queue, boolean old) {}

    // Neither a missing queue nor a missing right may abort the transaction that handles the request.
    private static final String SEND =
            """
            SELECT t.id IS NOT NULL AS present, m.msg_id
            FROM (SELECT to_regclass(?::text) AS id) AS t
            LEFT JOIN LATERAL (
              SELECT pgmq.send(queue_name => ?::text, msg => ?::jsonb, headers => ?::jsonb, delay => clock_timestamp())
                AS msg_id
              WHERE has_table_privilege(t.id::oid, 'INSERT')) AS m ON true""";

    // One statement takes and removes: a reply is of no use to anybody but the process that takes it.
    private static final String TAKE =
            """
            WITH mine AS MATERIALIZED (
              SELECT q.msg_id FROM $queue AS q WHERE q.vt <= clock_timestamp() AND $condition
              ORDER BY q.msg_id LIMIT ?::integer FOR UPDATE SKIP LOCKED)
            DELETE FROM $queue AS q USING mine WHERE q.msg_id = mine.msg_id
            RETURNING q.msg_id, q.read_ct, q.enqueued_at, q.vt, q.message, q.headers""";
    private static final String MARKER = "q.headers @> '{\"" + ReplyHeaders.LEASE + "\": true}'";
    private static final String NOT_THE_MARKER = "NOT coalesce(" + MARKER + ", false)";
    private static final String OF_REQUESTER = "q.headers @> ?::jsonb";

    private static final String PURGE =
            """
            WITH old AS MATERIALIZED (
              SELECT q.msg_id FROM $queue AS q
              WHERE q.enqueued_at < clock_timestamp() - make_interval(secs => ?::double precision)
                AND q.headers -> '$requester' IS NOT NULL
              ORDER BY q.msg_id LIMIT ?::integer FOR UPDATE SKIP LOCKED)
            DELETE FROM $queue AS q USING old WHERE q.msg_id = old.msg_id"""
                    .replace("$requester", ReplyHeaders.REQUESTER);

    /** Says in the database what such a queue is; survives a crash, which empties an unlogged table. */
    private static final String COMMENT = "Temporary reply queue of camel-pgmq";

    private static final String DESCRIBE = "COMMENT ON TABLE $queue IS '" + COMMENT + "'";
    private static final String RENEW =
            "UPDATE $queue AS q SET vt = clock_timestamp() + make_interval(secs => ?::double precision) WHERE "
                    + MARKER;
    private static final String CANDIDATES =
            """
            SELECT m.queue_name, m.created_at < clock_timestamp() - make_interval(secs => ?::double precision) AS old
            FROM pgmq.meta AS m
            WHERE m.is_unlogged AND position(?::text in m.queue_name) > 0
              AND obj_description(to_regclass(format('pgmq.%I', 'q_' || m.queue_name)), 'pg_class') = ?::text""";
    private static final String DEAD =
            "SELECT coalesce(max(q.vt) < clock_timestamp(), ?::boolean) AS dead FROM $queue AS q WHERE " + MARKER;
    private static final String ONE_SWEEP =
            "SELECT pg_try_advisory_xact_lock(hashtextextended('camel-pgmq.replies', 0)) AS locked";
    // Whoever uses the queue is alive.
    private static final String LOCK_TABLE = "LOCK TABLE $queue IN ACCESS EXCLUSIVE MODE NOWAIT";

    private static final String REACHABLE =
            """
            CASE WHEN $name <> '' THEN coalesce(
              has_table_privilege(to_regclass(format('pgmq.%I', 'q_' || lower($name)))::oid, 'INSERT'), false)
              ELSE false END""";

    private static final String IS_REACHABLE =
            "SELECT " + reachable("w.queue") + " AS reachable FROM (SELECT ?::text AS queue) AS w";

    private ReplyStatements() {}

    /**
     * Sends a reply ({@code pgmq.send}) unless its queue is gone or closed to this role; neither is an SQL error.
     *
     * @param body JSON text
     * @param headers JSON text of an object, or null
     */
    public static Sent send(Connection connection, QueueName queue, String body, String headers) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEND)) {
            statement.setString(1, queue.table());
            statement.setString(2, queue.name());
            statement.setString(3, body);
            statement.setString(4, headers);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                if (!rows.getBoolean("present")) {
                    return Sent.NO_QUEUE;
                }
                rows.getLong("msg_id");
                return rows.wasNull() ? Sent.DENIED : Sent.SENT;
            }
        }
    }

    /**
     * An SQL condition for statements that reply among other things: the expression names a queue that exists and that
     * this role may write to. Neither a missing queue nor a missing right may undo what is replied to.
     *
     * @param name an SQL expression of type text
     */
    public static String reachable(String name) {
        return REACHABLE.replace("$name", name);
    }

    /** Whether replies can be sent to the queue now: it exists, and this role may write to it. */
    public static boolean isReachable(Connection connection, String queue) throws SQLException {
        return Jdbc.first(connection, IS_REACHABLE, row -> row.getBoolean("reachable"), queue);
    }

    /** Whether the name is that of a queue which one JVM has made for its own replies. */
    public static boolean isTemporary(String queue) {
        return TemporaryQueueName.isOne(queue);
    }

    /** Takes every reply off a queue that belongs to the caller alone, oldest first. */
    static List<PgmqMessage> takeAll(Connection connection, QueueName queue, int limit) throws SQLException {
        return MessageRows.list(connection, on(queue, TAKE.replace("$condition", NOT_THE_MARKER)), limit);
    }

    /** Takes one requester's replies off a shared queue, oldest first; others are neither taken nor waited for. */
    static List<PgmqMessage> takeOwn(Connection connection, QueueName queue, String requester, int limit)
            throws SQLException {
        return MessageRows.list(
                connection,
                on(queue, TAKE.replace("$condition", OF_REQUESTER)),
                JsonBodies.toJson(Map.of(ReplyHeaders.REQUESTER, requester)),
                limit);
    }

    /**
     * Deletes replies that nobody has taken for so long that nobody will.
     *
     * @param limit the most to delete
     * @return how many were deleted
     */
    static int purge(Connection connection, QueueName queue, Duration age, int limit) throws SQLException {
        return Jdbc.update(connection, on(queue, PURGE), (double) age.toSeconds(), limit);
    }

    /**
     * Creates a temporary reply queue, together with its marker, unless it exists ({@code pgmq.create_unlogged}). A queue
     * whose marker a crash of the server has taken gets a new one.
     */
    static void createTemporary(Connection connection, QueueName queue, Duration lease) throws SQLException {
        LocalWork.inTransaction(connection, () -> {
            if (QueueCatalog.createIfMissing(connection, queue, QueueDefinition.UNLOGGED)) {
                Jdbc.execute(connection, on(queue, DESCRIBE));
            }
            if (!renew(connection, queue, lease)) {
                String marker = JsonBodies.toJson(Map.of(ReplyHeaders.LEASE, true));
                SendStatements.send(connection, queue, new NewMessage("{}", marker, Delay.of(lease)));
            }
            return null;
        });
    }

    /** Gives the marker of a temporary reply queue a new end; false if there is no marker. */
    static boolean renew(Connection connection, QueueName queue, Duration lease) throws SQLException {
        return Jdbc.update(connection, on(queue, RENEW), (double) lease.toSeconds()) > 0;
    }

    /** The temporary reply queues of this database, alive or not. */
    static List<Candidate> temporaryQueues(Connection connection, Duration oldAge) throws SQLException {
        return Jdbc.list(
                connection,
                CANDIDATES,
                row -> new Candidate(new QueueName(row.getString("queue_name")), row.getBoolean("old")),
                (double) oldAge.toSeconds(),
                TemporaryQueueName.INFIX,
                COMMENT);
    }

    /** Whether nobody renews the queue's marker any more. */
    static boolean isDead(Connection connection, Candidate candidate) throws SQLException {
        return Jdbc.first(connection, on(candidate.queue(), DEAD), row -> row.getBoolean("dead"), candidate.old());
    }

    /** Drops a temporary reply queue in one transaction if it is still dead under a lock ({@code pgmq.drop_queue}). */
    static boolean dropIfDead(Connection connection, Candidate candidate) throws SQLException {
        return LocalWork.inTransaction(connection, () -> {
            if (!sweepsAlone(connection)) {
                return false;
            }
            Jdbc.execute(connection, on(candidate.queue(), LOCK_TABLE));
            return isDead(connection, candidate) && QueueCatalog.drop(connection, candidate.queue());
        });
    }

    private static boolean sweepsAlone(Connection connection) throws SQLException {
        return Jdbc.first(connection, ONE_SWEEP, row -> row.getBoolean("locked"));
    }

    private static String on(QueueName queue, String sql) {
        return sql.replace("$queue", queue.table());
    }
}
