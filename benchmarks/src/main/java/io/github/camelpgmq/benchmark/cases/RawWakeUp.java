/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that waits for notifications with plain JDBC. */
final class RawWakeUp implements AutoCloseable {

    static final String CHANNEL = "raw";

    private static final Logger LOG = LoggerFactory.getLogger(RawWakeUp.class);
    private static final int SLICE_MILLIS = 200;
    private static final String READ =
            "SELECT msg_id, message FROM pgmq.read(queue_name => '" + LatencyCases.QUEUE + "', vt => 30, qty => 100)";
    private static final String DELETE =
            "SELECT pgmq.delete(queue_name => '" + LatencyCases.QUEUE + "', msg_ids => ?::bigint[])";

    private final Connection connection;
    private final Arrivals arrivals;
    private final boolean reads;
    private final Thread thread;
    private volatile boolean closed;

    /** @param reads whether a notification tells to read the queue, or is all there is */
    RawWakeUp(BenchmarkDatabase database, Arrivals arrivals, boolean reads) throws SQLException {
        this.connection = database.counted().getConnection();
        this.arrivals = arrivals;
        this.reads = reads;
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
        }
        thread = new Thread(this::run, "raw-wake-up");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try (PreparedStatement read = connection.prepareStatement(READ);
                PreparedStatement delete = connection.prepareStatement(DELETE)) {
            PGConnection notified = connection.unwrap(PGConnection.class);
            while (!closed) {
                PGNotification[] notifications = notified.getNotifications(SLICE_MILLIS);
                long now = System.nanoTime();
                if (notifications != null && notifications.length > 0) {
                    if (reads) {
                        read(read, delete);
                    } else {
                        for (PGNotification notification : notifications) {
                            arrivals.came(Numbered.number(notification.getParameter()), now);
                        }
                    }
                }
            }
        } catch (SQLException | RuntimeException e) {
            // The round fails for what does not come.
            LOG.error("The raw receiver has failed", e);
        }
    }

    private void read(PreparedStatement read, PreparedStatement delete) throws SQLException {
        List<Long> ids = new ArrayList<>();
        try (ResultSet row = read.executeQuery()) {
            while (row.next()) {
                arrivals.came(Numbered.number(row.getString("message")), System.nanoTime());
                ids.add(row.getLong("msg_id"));
            }
        }
        if (!ids.isEmpty()) {
            delete.setArray(1, connection.createArrayOf("int8", ids.toArray()));
            delete.executeQuery().close();
        }
    }

    @Override
    public void close() throws SQLException {
        closed = true;
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        connection.close();
    }
}
