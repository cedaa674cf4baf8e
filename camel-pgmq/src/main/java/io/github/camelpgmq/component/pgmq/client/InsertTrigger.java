/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * PGMQ's own trigger that notifies of inserts ({@code pgmq.enable_notify_insert}), for senders that are not of this
 * library. Stateless.
 */
public final class InsertTrigger {

    /** What PGMQ itself uses when it is not told otherwise. */
    private static final int THROTTLE_MILLIS = 250;

    private static final String TRIGGER =
            """
            SELECT EXISTS (SELECT FROM pg_trigger AS t WHERE t.tgrelid = to_regclass(?::text)
              AND t.tgname = 'trigger_notify_queue_insert_listeners' AND t.tgenabled <> 'D') AS present""";
    private static final String THROTTLE =
            """
            SELECT EXISTS (SELECT FROM pgmq.notify_insert_throttle AS t WHERE lower(t.queue_name) = ?::text)
              AS present""";
    // Enabling takes an exclusive lock on the queue's table, and two who do it at once deadlock.
    private static final String LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('pgmq.enable_notify_insert', 0))";
    private static final String ENABLE =
            "SELECT pgmq.enable_notify_insert(queue_name => " + QueueCatalog.NAME_AS_CREATED + ")";
    private static final String ENABLE_THROTTLED = "SELECT pgmq.enable_notify_insert(queue_name => "
            + QueueCatalog.NAME_AS_CREATED + ", throttle_interval_ms => ?::integer)";

    private InsertTrigger() {}

    /**
     * Installs the trigger unless it is there and works. It stops working when a crash or a failover empties PGMQ's
     * unlogged throttle table, so this is to be called for every new connection.
     *
     * @return whether it had to be installed
     * @throws UnsupportedFeatureException if PGMQ is older than 1.7
     */
    public static boolean ensure(Connection connection, QueueName queue) throws SQLException {
        Capabilities capabilities = Capabilities.of(connection);
        boolean throttled = capabilities.has(PgmqFeature.NOTIFY_INSERT_THROTTLE);
        if (!throttled) {
            capabilities.require(PgmqFeature.NOTIFY_INSERT, "enableNotifyInsert=true");
        }
        if (works(connection, queue, throttled)) {
            return false;
        }
        return LocalWork.inTransaction(connection, () -> {
            Jdbc.execute(connection, LOCK);
            if (works(connection, queue, throttled)) {
                return false;
            }
            enable(connection, queue, throttled);
            return true;
        });
    }

    private static void enable(Connection connection, QueueName queue, boolean throttled) throws SQLException {
        if (throttled) {
            Jdbc.execute(connection, ENABLE_THROTTLED, queue.folded(), queue.name(), THROTTLE_MILLIS);
        } else {
            Jdbc.execute(connection, ENABLE, queue.folded(), queue.name());
        }
    }

    private static boolean works(Connection connection, QueueName queue, boolean throttled) throws SQLException {
        return present(connection, TRIGGER, queue.table())
                && (!throttled || present(connection, THROTTLE, queue.folded()));
    }

    private static boolean present(Connection connection, String sql, String parameter) throws SQLException {
        return Jdbc.first(connection, sql, row -> row.getBoolean("present"), parameter);
    }
}
