/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import io.github.camelpgmq.component.pgmq.reply.ReplyStatements;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes whoever waits for replies. A command completes also when its reply queue is missing or closed to this role; then
 * nobody gets the reply, of which this warns. Thread-safe.
 */
final class SentReplies {

    private static final Logger LOG = LoggerFactory.getLogger(SentReplies.class);
    private static final long LOOK_NANOS = Duration.ofMinutes(1).toNanos();
    /** Foreign senders choose the names, so neither their number nor the looks are unlimited. */
    private static final int MOST_QUEUES = 100;

    private final CommandBusComponent component;
    private final Map<String, Watch> watched = new ConcurrentHashMap<>();

    SentReplies(CommandBusComponent component) {
        this.component = component;
    }

    private record Watch(AtomicLong nextLook, OutageLog outage) {}

    /** To be called after the commit that has sent a reply; takes a connection now and then. */
    void committed(String queue) {
        Watch watch = wakeAndWatch(queue);
        if (watch != null) {
            component.committedWork().run(() -> look(queue, watch));
        }
    }

    private void look(String queue, Watch watch) {
        try (Connection connection = StatementDataSource.open(database())) {
            look(connection, queue, watch);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("No connection to look at reply queue '{}'", queue, e);
        }
    }

    /** To be called after the commit that has sent a reply, with a connection in autocommit mode. */
    void committed(Connection connection, String queue) {
        Watch watch = wakeAndWatch(queue);
        if (watch != null) {
            look(connection, queue, watch);
        }
    }

    /** Returns what to look at now, or null. */
    private Watch wakeAndWatch(String queue) {
        component.hub(database()).notifyAfterCommit(Channels.queue(queue));
        // One that belongs to a JVM goes with it, and with it who asked.
        if (ReplyStatements.isTemporary(queue) || watched.size() >= MOST_QUEUES && !watched.containsKey(queue)) {
            return null;
        }
        long now = System.nanoTime();
        Watch watch = watched.computeIfAbsent(queue, name -> new Watch(new AtomicLong(now), new OutageLog(LOG)));
        long due = watch.nextLook().get();
        return now - due >= 0 && watch.nextLook().compareAndSet(due, now + LOOK_NANOS) ? watch : null;
    }

    private static void look(Connection connection, String queue, Watch watch) {
        try {
            if (ReplyStatements.isReachable(connection, queue)) {
                watch.outage().recovered("Replies to queue '" + queue + "' can be sent again");
            } else {
                watch.outage()
                        .failed(
                                "Commands complete, but their replies to queue '" + queue + "' are lost: {}",
                                "it does not exist, or this role may not write to it. Create it with pgmq.create, grant"
                                        + " INSERT on its table, or let the senders name another queue");
            }
        } catch (SQLException | RuntimeException e) {
            LOG.debug("Could not look at reply queue '{}'", queue, e);
        }
    }

    private DataSource database() {
        return component.transactions().target();
    }
}
