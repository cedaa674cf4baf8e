/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Which queues there are: create, drop, purge, list, measure. Stateless. */
public final class QueueCatalog {

    // Not to_regclass: within a transaction it may answer from a cache, as of before the lock was waited for.
    private static final String EXISTS =
            """
            SELECT EXISTS (SELECT FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
              WHERE n.nspname = 'pgmq' AND c.relname = ?::text) AS answer""";
    private static final String UNLOGGED =
            """
            SELECT EXISTS (SELECT FROM pg_class AS c
              WHERE c.oid = to_regclass(?::text) AND c.relpersistence = 'u') AS answer""";
    private static final String ROLE = "SELECT quote_ident(current_user) AS role";
    private static final String COLUMNS =
            """
            LATERAL (SELECT array_agg(a.attname::text ORDER BY a.attnum) AS names FROM pg_attribute AS a
              WHERE a.attrelid = %s AND a.attnum > 0 AND NOT a.attisdropped)""";
    // PGMQ 1.10 returns the table's columns as they come and expects them in the order of its record.
    private static final String CHECK =
            """
            SELECT q.id IS NOT NULL AS present,
              'last_read_at' = ANY (r.names) AND 'last_read_at' <> ALL (t.names) AS outdated,
              t.names <> r.names AND EXISTS (SELECT FROM pg_proc AS p
                WHERE p.oid = to_regprocedure('pgmq.read(text,integer,integer,jsonb)')
                  AND p.prosrc LIKE '%RETURNING m.*%') AS misread
            FROM (SELECT to_regclass(?::text) AS id) AS q,"""
                    + COLUMNS.formatted("q.id") + " AS t," + COLUMNS.formatted("to_regclass('pgmq.message_record')")
                    + " AS r";
    // Two starters that create the same queue would fail on PGMQ before 1.6, which has no lock of its own.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('pgmq.create', 0))";
    private static final String CREATE = "SELECT pgmq.create(queue_name => ?::text)";
    private static final String CREATE_UNLOGGED = "SELECT pgmq.create_unlogged(queue_name => ?::text)";
    private static final String CREATE_PARTITIONED =
            """
            SELECT pgmq.create_partitioned(queue_name => ?::text, partition_interval => coalesce(?::text, '10000'),
              retention_interval => coalesce(?::text, '100000'))""";

    /**
     * The letters with which the queue was created, by which PGMQ looks it up; takes the folded name and the name.
     */
    static final String NAME_AS_CREATED =
            "coalesce((SELECT min(m.queue_name) FROM pgmq.meta AS m WHERE lower(m.queue_name) = ?::text), ?::text)::text";

    // Before 1.6 dropping a queue that is not there was an error.
    private static final String DROP =
            "SELECT CASE WHEN to_regclass(?::text) IS NOT NULL THEN pgmq.drop_queue(queue_name => " + NAME_AS_CREATED
                    + ") ELSE false END AS dropped";
    private static final String PURGE = "SELECT pgmq.purge_queue(queue_name => ?::text) AS purged";
    private static final String LIST =
            "SELECT q.queue_name, q.is_partitioned, q.is_unlogged, q.created_at FROM pgmq.list_queues() AS q ORDER BY 1";
    private static final String METRICS_COLUMNS =
            """
            SELECT queue_name, queue_length, queue_visible_length, newest_msg_age_sec, oldest_msg_age_sec,
              total_messages
            FROM""";
    private static final String METRICS = METRICS_COLUMNS + " pgmq.metrics(queue_name => ?::text)";
    private static final String METRICS_ALL = METRICS_COLUMNS + " pgmq.metrics_all() ORDER BY 1";

    private QueueCatalog() {}

    /**
     * Checks that PGMQ 1.5 or newer is in this database, as an extension or as plain SQL.
     *
     * @throws PgmqNotInstalledException if it is not, with the statement that installs it
     */
    public static void requirePgmq(Connection connection) throws SQLException {
        Capabilities.of(connection);
    }

    /** Whether the queue's table exists. */
    public static boolean exists(Connection connection, QueueName queue) throws SQLException {
        return isTrue(connection, EXISTS, queue.tableName());
    }

    /** Whether a crash of the server empties the queue and starts its ids again, though not its archive. */
    public static boolean isUnlogged(Connection connection, QueueName queue) throws SQLException {
        return isTrue(connection, UNLOGGED, queue.table());
    }

    private static boolean isTrue(Connection connection, String sql, String relation) throws SQLException {
        return Jdbc.first(connection, sql, row -> row.getBoolean("answer"), relation);
    }

    /**
     * Checks that the queue exists and has the columns that this PGMQ reads.
     *
     * @throws QueueNotFoundException if it does not exist
     * @throws PgmqException if it was created by an older PGMQ and not brought up to date, with the statement that
     *     does it
     */
    public static void requireQueue(Connection connection, QueueName queue) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CHECK)) {
            statement.setString(1, queue.table());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                if (!rows.getBoolean("present")) {
                    throw new QueueNotFoundException(queue);
                }
                if (rows.getBoolean("outdated")) {
                    throw new PgmqException("Queue '" + queue + "' lacks the column last_read_at that this PGMQ reads, "
                            + "because it was created before PGMQ was upgraded: run ALTER TABLE " + queue.table()
                            + " ADD COLUMN last_read_at timestamptz; and the same for " + queue.archiveTable());
                }
                if (rows.getBoolean("misread")) {
                    throw new PgmqException("Queue '" + queue + "' was created before PGMQ was upgraded to 1.10, which "
                            + "cannot read such queues: run ALTER EXTENSION pgmq UPDATE (1.11 or newer reads them)");
                }
            }
        }
    }

    /** Creates an ordinary queue unless it exists, see {@link #createIfMissing(Connection, QueueName, QueueDefinition)}. */
    public static boolean createIfMissing(Connection connection, QueueName queue) throws SQLException {
        return createIfMissing(connection, queue, QueueDefinition.STANDARD);
    }

    /**
     * Creates the queue unless one of this name exists ({@code pgmq.create}, {@code create_unlogged},
     * {@code create_partitioned}). Two callers at once create it once. On a connection in autocommit mode it is
     * committed, else it is part of the transaction.
     *
     * @return whether this call created it
     * @throws AccessDeniedException if the role may not create queues, with the statements that help
     * @throws IllegalArgumentException if pg_partman could not partition a queue of this name
     */
    public static boolean createIfMissing(Connection connection, QueueName queue, QueueDefinition definition)
            throws SQLException {
        if (exists(connection, queue)) {
            return false;
        }
        definition.check(queue);
        String role = role(connection);
        try {
            return LocalWork.inTransaction(connection, () -> {
                Jdbc.execute(connection, LOCK);
                boolean missing = !exists(connection, queue);
                if (missing) {
                    create(connection, queue, definition);
                }
                return missing;
            });
        } catch (SQLException e) {
            if (PgmqException.INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())) {
                throw mayNotCreate(role, queue, definition, e);
            }
            throw e;
        }
    }

    private static String role(Connection connection) throws SQLException {
        return Jdbc.first(connection, ROLE, row -> row.getString("role"));
    }

    private static AccessDeniedException mayNotCreate(
            String role, QueueName queue, QueueDefinition definition, SQLException e) {
        return new AccessDeniedException(
                "Role " + role + " may not create queue '" + queue + "', as autoCreateQueue=true asks for: "
                        + ServerMessage.of(e) + " (SQLState " + e.getSQLState() + "). Let the owner of schema pgmq run "
                        + definition.statement(queue)
                        + " and grant the rights on it; or let the role create queues: run "
                        + "GRANT CREATE ON SCHEMA pgmq TO " + role + "; GRANT INSERT ON pgmq.meta TO " + role,
                e);
    }

    private static void create(Connection connection, QueueName queue, QueueDefinition definition) throws SQLException {
        switch (definition.type()) {
            case STANDARD -> Jdbc.execute(connection, CREATE, queue.name());
            case UNLOGGED -> Jdbc.execute(connection, CREATE_UNLOGGED, queue.name());
            case PARTITIONED ->
                Jdbc.execute(
                        connection,
                        CREATE_PARTITIONED,
                        queue.name(),
                        definition.partitionInterval(),
                        definition.retentionInterval());
        }
    }

    /**
     * Drops the queue and its archive with all their messages ({@code pgmq.drop_queue}).
     *
     * @return whether there was such a queue
     */
    public static boolean drop(Connection connection, QueueName queue) throws SQLException {
        return Jdbc.first(
                connection, DROP, row -> row.getBoolean("dropped"), queue.table(), queue.folded(), queue.name());
    }

    /**
     * Removes every message of the queue, leased ones too ({@code pgmq.purge_queue}).
     *
     * @return how many there were
     */
    public static long purge(Connection connection, QueueName queue) throws SQLException {
        return Jdbc.first(connection, PURGE, row -> row.getLong("purged"), queue.name());
    }

    /** All queues ({@code pgmq.list_queues}), by name. */
    public static List<QueueInfo> list(Connection connection) throws SQLException {
        return Jdbc.list(
                connection,
                LIST,
                row -> new QueueInfo(
                        row.getString("queue_name"),
                        row.getBoolean("is_partitioned"),
                        row.getBoolean("is_unlogged"),
                        Jdbc.instant(row, "created_at")));
    }

    /** The queue's metrics ({@code pgmq.metrics}); it counts rows, so ask seldom. */
    public static QueueMetrics metrics(Connection connection, QueueName queue) throws SQLException {
        return Jdbc.first(connection, METRICS, QueueCatalog::metrics, queue.name());
    }

    /** The metrics of all queues ({@code pgmq.metrics_all}), by name; it counts the rows of every queue. */
    public static List<QueueMetrics> metricsAll(Connection connection) throws SQLException {
        return Jdbc.list(connection, METRICS_ALL, QueueCatalog::metrics);
    }

    private static QueueMetrics metrics(ResultSet row) throws SQLException {
        return new QueueMetrics(
                row.getString("queue_name"),
                row.getLong("queue_length"),
                row.getLong("queue_visible_length"),
                row.getObject("newest_msg_age_sec", Integer.class),
                row.getObject("oldest_msg_age_sec", Integer.class),
                row.getLong("total_messages"));
    }
}
