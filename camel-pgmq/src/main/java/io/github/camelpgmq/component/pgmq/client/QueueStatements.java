/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The statements over one queue, each one round trip on the connection given: the caller decides about the transaction.
 * Immutable and thread-safe.
 *
 * <p>Delays and leases are computed by the database; whatever ends a delivery is fenced by the {@link Lease}.
 */
public final class QueueStatements {

    private static final String LEASES = "unnest(?::bigint[], ?::integer[]) AS lease(msg_id, read_ct)";

    private final QueueName queue;
    private final Selection selection;
    // The tests look at their plans.
    final String read;
    final String delete;
    final String archive;
    final String deleteAndRead;
    final String archiveAndRead;
    final String renew;
    final String release;
    final String postpone;
    final String deadLetter;
    final String nextVisible;
    final String readAndNextVisible;
    final String browse;

    /** Statements that read any visible message. */
    public QueueStatements(QueueName queue) {
        this(queue, Selection.ALL);
    }

    /** @param selection what {@link #read} and {@link #acknowledgeAndRead} may take */
    public QueueStatements(QueueName queue, Selection selection) {
        this.queue = queue;
        this.selection = selection;
        String table = queue.table();
        String deleted =
                """
                WITH acknowledged AS (
                  DELETE FROM %s AS q USING %s
                  WHERE q.msg_id = lease.msg_id AND q.read_ct = lease.read_ct
                  RETURNING q.msg_id, q.read_ct)
                """
                        .formatted(table, LEASES);
        // pgmq.archive is not fenced itself, so the rows are locked under their leases first.
        String archived =
                """
                WITH held AS MATERIALIZED (
                  SELECT q.msg_id, q.read_ct FROM %s AS q JOIN %s USING (msg_id, read_ct) FOR UPDATE OF q),
                moved AS MATERIALIZED (
                  SELECT m AS msg_id FROM (SELECT array_agg(msg_id) AS ids FROM held) AS h,
                  LATERAL pgmq.archive(queue_name => ?::text, msg_ids => h.ids) AS m WHERE h.ids IS NOT NULL),
                acknowledged AS (SELECT held.msg_id, held.read_ct FROM held JOIN moved USING (msg_id))
                """
                        .formatted(table, LEASES);
        // The read hangs on the aggregate, so it starts only when the acknowledgement is done. What was acknowledged
        // stands
        // in the first row only: in each of a hundred it took longer to write and to send than all the rest.
        String thenRead =
                """
                SELECT CASE WHEN coalesce(m.ordinality, 1) = 1 THEN done.ids END AS ids,
                       CASE WHEN coalesce(m.ordinality, 1) = 1 THEN done.counts END AS counts, m.*
                FROM (SELECT array_agg(msg_id) AS ids, array_agg(read_ct) AS counts FROM acknowledged) AS done
                LEFT JOIN LATERAL %s WITH ORDINALITY AS m ON true"""
                        .formatted(selection.sql());
        String only = "SELECT msg_id, read_ct FROM acknowledged";
        this.read = "SELECT * FROM " + selection.sql();
        this.delete = deleted + only;
        this.archive = archived + only;
        this.deleteAndRead = deleted + thenRead;
        this.archiveAndRead = archived + thenRead;
        // A row that is locked belongs to a route that has acknowledged it in a transaction still open: nobody can read
        // it, and waiting for the lock would keep all others from being renewed.
        this.renew =
                """
                WITH lease AS MATERIALIZED (SELECT * FROM %s),
                mine AS MATERIALIZED (SELECT q.msg_id, q.read_ct FROM %s AS q JOIN lease USING (msg_id, read_ct)),
                free AS MATERIALIZED (
                  SELECT q.msg_id FROM %s AS q JOIN lease USING (msg_id, read_ct) FOR UPDATE OF q SKIP LOCKED),
                renewed AS (
                  UPDATE %s AS q SET vt = greatest(q.vt, clock_timestamp() + make_interval(secs => ?::double precision))
                  FROM free WHERE q.msg_id = free.msg_id)
                SELECT msg_id, read_ct FROM mine"""
                        .formatted(LEASES, table, table, table);
        this.release =
                """
                UPDATE %s AS q SET vt = clock_timestamp(), read_ct = q.read_ct - 1
                FROM %s WHERE q.msg_id = lease.msg_id AND q.read_ct = lease.read_ct
                RETURNING q.msg_id, q.read_ct + 1 AS read_ct"""
                        .formatted(table, LEASES);
        this.postpone =
                """
                UPDATE %s AS q SET vt = clock_timestamp() + make_interval(secs => lease.secs)
                FROM unnest(?::bigint[], ?::integer[], ?::double precision[]) AS lease(msg_id, read_ct, secs)
                WHERE q.msg_id = lease.msg_id AND q.read_ct = lease.read_ct
                RETURNING q.msg_id, q.read_ct"""
                        .formatted(table);
        this.deadLetter =
                """
                WITH dead AS (
                  DELETE FROM %s AS q USING unnest(?::bigint[], ?::integer[], ?::jsonb[]) AS lease(msg_id, read_ct, extra)
                  WHERE q.msg_id = lease.msg_id AND q.read_ct = lease.read_ct
                  RETURNING q.msg_id, q.read_ct, q.message,
                    CASE WHEN jsonb_typeof(q.headers) = 'object' THEN q.headers ELSE '{}' END || lease.extra
                      || jsonb_build_object('x-pgmq-dead-letter-enqueued-at', q.enqueued_at) AS headers),
                batch AS (
                  SELECT array_agg(message ORDER BY msg_id) AS msgs, array_agg(headers ORDER BY msg_id) AS headers FROM dead),
                sent AS MATERIALIZED (
                  SELECT count(*) AS n FROM batch, LATERAL pgmq.send_batch(queue_name => ?::text, msgs => batch.msgs,
                    headers => batch.headers, delay => clock_timestamp()) WHERE batch.msgs IS NOT NULL)
                SELECT dead.msg_id, dead.read_ct FROM dead, sent WHERE sent.n > 0"""
                        .formatted(table);
        this.browse = "SELECT * FROM %s ORDER BY msg_id LIMIT ?::integer".formatted(table);
        String next =
                """
                SELECT ceil(extract(epoch FROM min(q.vt) - clock_timestamp()) * 1000)::bigint AS millis
                FROM %s AS q WHERE q.vt >"""
                        .formatted(table);
        this.nextVisible = next + " now() - make_interval(secs => ?::double precision)";
        // Always a row, to say when to look again if there is nothing to read.
        this.readAndNextVisible =
                """
                WITH m AS MATERIALIZED (SELECT * FROM %s)
                SELECT m.*, CASE WHEN (SELECT count(*) FROM m) < ?::integer THEN (%s) END AS millis
                FROM (VALUES (1)) AS always(nr) LEFT JOIN m ON true"""
                        .formatted(selection.sql(), next + " now()");
    }

    /** The queue these statements are for. */
    public QueueName queue() {
        return queue;
    }

    /**
     * Reads up to {@code limit} visible messages and leases them ({@code pgmq.read}), oldest id first.
     *
     * @param visibilityTimeout the lease; PGMQ counts it in whole seconds
     */
    public List<PgmqMessage> read(Connection connection, Duration visibilityTimeout, int limit) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(read)) {
            selection.bind(statement, 1, queue, visibilityTimeout, limit);
            try (ResultSet rows = statement.executeQuery()) {
                List<PgmqMessage> messages = new ArrayList<>();
                while (rows.next()) {
                    messages.add(MessageRows.message(rows));
                }
                return MessageRows.inOrder(messages);
            }
        }
    }

    /** As {@link #read}, and if that is less than the limit, {@link #millisUntilNextVisible} in the same statement. */
    public ReadAndNextVisible readAndNextVisible(Connection connection, Duration visibilityTimeout, int limit)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(readAndNextVisible)) {
            int next = selection.bind(statement, 1, queue, visibilityTimeout, limit);
            statement.setInt(next, limit);
            try (ResultSet rows = statement.executeQuery()) {
                List<PgmqMessage> messages = new ArrayList<>();
                OptionalLong millis = OptionalLong.empty();
                while (rows.next()) {
                    millis = millis(rows);
                    if (rows.getObject("msg_id") != null) {
                        messages.add(MessageRows.message(rows));
                    }
                }
                return new ReadAndNextVisible(MessageRows.inOrder(messages), millis);
            }
        }
    }

    /** Looks at the oldest messages, visible or not, and changes nothing. Needs SELECT on the queue's table. */
    public List<PgmqMessage> browse(Connection connection, int limit) throws SQLException {
        return MessageRows.list(connection, browse, limit);
    }

    /**
     * Acknowledges deliveries and reads more messages, in one statement and so in one commit.
     *
     * @return what was acknowledged (a lease that is missing was lost) and what was read
     */
    public AcknowledgedAndRead acknowledgeAndRead(
            Connection connection, Acknowledgement how, Collection<Lease> leases, Duration visibilityTimeout, int limit)
            throws SQLException {
        boolean archiving = how == Acknowledgement.ARCHIVE;
        try (PreparedStatement statement = connection.prepareStatement(archiving ? archiveAndRead : deleteAndRead)) {
            int next = 1;
            for (Array half : arrays(connection, leases)) {
                statement.setArray(next++, half);
            }
            if (archiving) {
                statement.setString(next++, queue.name());
            }
            selection.bind(statement, next, queue, visibilityTimeout, limit);
            try (ResultSet rows = statement.executeQuery()) {
                Set<Lease> acknowledged = Set.of();
                List<PgmqMessage> messages = new ArrayList<>();
                while (rows.next()) {
                    Array ids = rows.getArray("ids");
                    if (ids != null) {
                        acknowledged = leases(ids, rows.getArray("counts"));
                    }
                    rows.getLong("msg_id");
                    if (!rows.wasNull()) {
                        messages.add(MessageRows.message(rows));
                    }
                }
                return new AcknowledgedAndRead(acknowledged, MessageRows.inOrder(messages));
            }
        }
    }

    /**
     * Acknowledges deliveries whose lease still holds.
     *
     * @return the leases that did hold
     */
    public Set<Lease> acknowledge(Connection connection, Acknowledgement how, Collection<Lease> leases)
            throws SQLException {
        return how == Acknowledgement.ARCHIVE
                ? held(connection, archive, leases, queue.name())
                : held(connection, delete, leases);
    }

    /**
     * Makes leases last at least so long from now; one that lasts longer is left as it is, and so is one whose row is
     * locked.
     *
     * @return the leases that still held; the others were lost
     */
    public Set<Lease> renew(Connection connection, Collection<Lease> leases, Duration visibilityTimeout)
            throws SQLException {
        return held(connection, renew, leases, seconds(visibilityTimeout));
    }

    /**
     * Ends the leases of messages that no handler has started: they can be read again at once, and the read that was in
     * vain is not counted. Whoever cannot tell whether a call has succeeded must not repeat it, because by then another
     * reader may hold a lease of the same count.
     *
     * @return the leases that still held
     */
    public Set<Lease> release(Connection connection, Collection<Lease> leases) throws SQLException {
        return held(connection, release, leases);
    }

    /**
     * Gives leases new ends, sooner or later than before, each counted from now.
     *
     * @return the leases that still held
     */
    public Set<Lease> postpone(Connection connection, Map<Lease, Duration> delays) throws SQLException {
        return held(
                connection,
                postpone,
                delays.keySet(),
                Jdbc.array(connection, "float8", delays.values(), QueueStatements::seconds));
    }

    /**
     * Moves messages whose lease still holds to another queue ({@code pgmq.send_batch}), with their headers and more.
     *
     * @param target where they go
     * @return the leases that did hold
     */
    public Set<Lease> deadLetter(Connection connection, QueueName target, List<DeadLetter> letters)
            throws SQLException {
        return held(
                connection,
                deadLetter,
                letters.stream().map(DeadLetter::lease).toList(),
                Jdbc.array(connection, "text", letters, DeadLetter::headers),
                target.name());
    }

    /**
     * How long until the next message becomes visible, in milliseconds; 0 if one has become so since the last read began,
     * which may have missed it; empty if there is none.
     *
     * @param sinceRead how long ago that was
     */
    public OptionalLong millisUntilNextVisible(Connection connection, Duration sinceRead) throws SQLException {
        return Jdbc.first(connection, nextVisible, QueueStatements::millis, seconds(sinceRead));
    }

    private static OptionalLong millis(ResultSet row) throws SQLException {
        long millis = row.getLong("millis");
        return row.wasNull() ? OptionalLong.empty() : OptionalLong.of(Math.max(0, millis));
    }

    /** Runs a statement that takes leases, and more, and returns those that it found to hold. */
    private static Set<Lease> held(Connection connection, String sql, Collection<Lease> leases, Object... more)
            throws SQLException {
        List<Object> parameters = new ArrayList<>(arrays(connection, leases));
        parameters.addAll(List.of(more));
        return new HashSet<>(Jdbc.list(
                connection, sql, row -> new Lease(row.getLong("msg_id"), row.getInt("read_ct")), parameters.toArray()));
    }

    /** The two parameters of {@link #LEASES}. */
    private static List<Array> arrays(Connection connection, Collection<Lease> leases) throws SQLException {
        return List.of(
                Jdbc.array(connection, "bigint", leases, Lease::messageId),
                Jdbc.array(connection, "integer", leases, Lease::readCount));
    }

    private static Set<Lease> leases(Array ids, Array counts) throws SQLException {
        if (ids == null) {
            return Set.of();
        }
        Long[] messageIds = (Long[]) ids.getArray();
        Integer[] readCounts = (Integer[]) counts.getArray();
        Set<Lease> leases = new HashSet<>();
        for (int i = 0; i < messageIds.length; i++) {
            leases.add(new Lease(messageIds[i], readCounts[i]));
        }
        return leases;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
