/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.InsertTrigger;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryDispatcher;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.EngineStatus;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.QueueEvents;
import io.github.camelpgmq.component.pgmq.consumer.QueueSettings;
import io.github.camelpgmq.component.pgmq.consumer.QueueStore;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A delivery engine over a queue with all it takes: its connections, its thread, its wake-ups and PGMQ's
 * insert trigger.
 */
final class QueueEngine implements QueueEvents {

    private static final Logger LOG = LoggerFactory.getLogger(QueueEngine.class);
    private static final long STOP_MILLIS = 10_000;

    private final QueueSource source;
    private final QueueName queue;
    private final DataSource database;
    private final NotificationHub hub;
    private final QueueName deadLetterQueue;
    private final DeliveryEngine<QueueDelivery, Settlement> engine;
    private final List<NotificationHub.Subscription> subscriptions = new ArrayList<>();
    private ExecutorService thread;
    private boolean triggerTroubleLogged;

    QueueEngine(
            QueueSource source,
            DeliverySettings settings,
            DeliveryDispatcher<QueueDelivery, Settlement> dispatcher,
            Consumer<Exception> onTrouble) {
        this.source = source;
        this.queue = source.queue();
        this.database = source.transactions().target();
        this.hub = source.hub(database);
        // What is wrong with the options shows before a queue is created.
        QueueSettings queueSettings = source.queueSettings();
        this.deadLetterQueue = queueSettings.deadLetterQueue();
        this.engine = new DeliveryEngine<>(
                settings,
                database,
                new QueueStore(queue, source.selection(), queueSettings, this),
                dispatcher,
                onTrouble);
    }

    DeliveryEngine<QueueDelivery, Settlement> delivery() {
        return engine;
    }

    /** How it is doing. Does not ask the database. */
    ConsumerStatus status() {
        boolean listens = source.listens();
        EngineStatus status = engine.status();
        return new ConsumerStatus(
                new ConsumerStatus.Source("queue", queue.name(), Map.of()),
                status.suspended() ? ConsumerStatus.Activity.SUSPENDED : ConsumerStatus.Activity.RUNNING,
                engine.settings(),
                status,
                listens ? hub.status() : null,
                Instant.now());
    }

    /** Checks what it needs, creates queues if that was asked for, and begins to fetch. */
    void start() {
        budget().reserve(this, source.demand(database));
        source.prepareConsuming(database);
        boolean listens = source.listens();
        for (String channel : queue.channels()) {
            subscriptions.add(
                    listens ? hub.subscribe(channel, engine::wakeUp) : hub.subscribeLocally(channel, engine::wakeUp));
        }
        thread = threads().newSingleThreadExecutor(this, engine.settings().name() + "-fetch");
        thread.execute(engine);
    }

    void stop() throws InterruptedException {
        subscriptions.forEach(NotificationHub.Subscription::close);
        subscriptions.clear();
        try {
            if (!engine.stop(STOP_MILLIS)) {
                LOG.debug("{} deliveries are not settled; they return when their leases end", engine.inFlight());
            }
        } finally {
            if (thread != null) {
                threads().shutdownNow(thread);
                thread = null;
            }
            budget().release(this);
        }
    }

    @Override
    public void connected(Connection connection) throws SQLException {
        if (source.wantsInsertTrigger()) {
            try {
                if (InsertTrigger.ensure(connection, queue)) {
                    LOG.info("Installed PGMQ's insert trigger on queue '{}'", queue);
                }
                triggerTroubleLogged = false;
            } catch (PgmqException e) {
                logTriggerTrouble(e);
            } catch (SQLException e) {
                PgmqException trouble =
                        PgmqException.of("install the insert trigger of queue '" + queue + "'", queue, e);
                if (connection.isValid(1)) {
                    logTriggerTrouble(trouble);
                } else {
                    throw e;
                }
            }
        }
    }

    @Override
    public void gaveUp(int count) {
        if (deadLetterQueue != null && count > 0) {
            hub.notifyAfterCommit(deadLetterQueue.channel());
        }
    }

    private void logTriggerTrouble(PgmqException trouble) {
        if (!triggerTroubleLogged) {
            triggerTroubleLogged = true;
            LOG.warn(
                    "Messages of senders that are not of this library are found by polling only: {}",
                    trouble.getMessage());
        }
    }

    private ConnectionBudget budget() {
        return DatabaseChecks.of(source.getCamelContext()).budget();
    }

    private ExecutorServiceManager threads() {
        return source.getCamelContext().getExecutorServiceManager();
    }
}
