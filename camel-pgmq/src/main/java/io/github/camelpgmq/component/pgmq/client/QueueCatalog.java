/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What exists in PGMQ: is it installed, which queues are there. Stateless. */
public final class QueueCatalog {

    private static final String INSTALLED =
            "SELECT to_regprocedure('pgmq.send(text,jsonb,jsonb,timestamptz)') IS NOT NULL AS installed";
    private static final String EXISTS = "SELECT to_regclass(?::text) IS NOT NULL AS present";
    // Two starters that create the same queue would fail on PGMQ before 1.6, which has no lock of its own.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('pgmq.create', 0))";
    private static final String CREATE = "SELECT pgmq.create(queue_name => ?::text)";
    private static final String DROP = "SELECT pgmq.drop_queue(queue_name => ?::text) AS dropped";
    private static final String METRICS =
            """
            SELECT queue_name, queue_length, queue_visible_length, newest_msg_age_sec, oldest_msg_age_sec,
              total_messages
            FROM pgmq.metrics(queue_name => ?::text)""";

    private QueueCatalog() {}

    /**
     * Checks that PGMQ 1.5 or newer is in this database, as an extension or as plain SQL.
     *
     * @throws PgmqException if it is not, with the statement that installs it
     */
    public static void requirePgmq(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSTALLED);
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            if (!rows.getBoolean("installed")) {
                throw new PgmqException("PGMQ 1.5 or newer is not installed in database '" + connection.getCatalog()
                        + "' or this role may not use it: run CREATE EXTENSION pgmq (or PGMQ's SQL script) and "
                        + "GRANT USAGE ON SCHEMA pgmq");
            }
        }
    }

    /** Whether the queue's table exists. */
    public static boolean exists(Connection connection, QueueName queue) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(EXISTS)) {
            statement.setString(1, queue.table());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean("present");
            }
        }
    }

    /**
     * Checks that the queue exists.
     *
     * @throws QueueNotFoundException if it does not
     */
    public static void requireQueue(Connection connection, QueueName queue) throws SQLException {
        if (!exists(connection, queue)) {
            throw new QueueNotFoundException(queue);
        }
    }

    /**
     * Creates the queue unless it exists ({@code pgmq.create}). Two callers at once create it once. The connection must
     * be in autocommit mode.
     *
     * @return whether this call created it
     */
    public static boolean createIfMissing(Connection connection, QueueName queue) throws SQLException {
        if (exists(connection, queue)) {
            return false;
        }
        connection.setAutoCommit(false);
        try {
            execute(connection, LOCK);
            boolean missing = !exists(connection, queue);
            if (missing) {
                try (PreparedStatement statement = connection.prepareStatement(CREATE)) {
                    statement.setString(1, queue.name());
                    statement.execute();
                }
            }
            connection.commit();
            return missing;
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /**
     * Drops the queue and its archive with all their messages ({@code pgmq.drop_queue}).
     *
     * @return whether there was such a queue
     */
    public static boolean drop(Connection connection, QueueName queue) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DROP)) {
            statement.setString(1, queue.name());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getBoolean("dropped");
            }
        }
    }

    /** The queue's metrics ({@code pgmq.metrics}); it counts rows, so ask seldom. */
    public static QueueMetrics metrics(Connection connection, QueueName queue) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(METRICS)) {
            statement.setString(1, queue.name());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new QueueMetrics(
                        rows.getString("queue_name"),
                        rows.getLong("queue_length"),
                        rows.getLong("queue_visible_length"),
                        rows.getObject("newest_msg_age_sec", Integer.class),
                        rows.getObject("oldest_msg_age_sec", Integer.class),
                        rows.getLong("total_messages"));
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.execute();
        }
    }
}
