/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.HandlerPool;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.QueueSettings;
import io.github.camelpgmq.component.pgmq.consumer.QueueStore;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reply queue of this JVM alone, so that nobody takes anybody else's replies; it is dropped when the component stops.
 * A reply that nobody waits for any more is removed. Thread-safe.
 */
final class ReplyInbox {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyInbox.class);
    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int FETCH = 100;
    private static final int SUFFIX = 8;
    private static final long STOP_MILLIS = 2_000;

    private final QueueName queue;
    private final PgmqClient client;
    private final ExecutorServiceManager threads;
    private final ExecutorService loopThread;
    private final ExecutorService handlerThread;
    private final DeliveryEngine<QueueDelivery, Settlement> engine;
    private final NotificationHub.Subscription subscription;
    private final Map<UUID, CompletableFuture<Reply>> waiting = new ConcurrentHashMap<>();

    ReplyInbox(CommandBusComponent component, String domain) {
        DataSource database = component.transactions().target();
        String suffix = UUID.randomUUID().toString().substring(0, SUFFIX);
        queue = QueueName.of(component.store(domain).domain().replyQueue() + "_" + suffix);
        client = new PgmqClient(database);
        client.createQueue(queue);
        threads = component.getCamelContext().getExecutorServiceManager();
        DeliverySettings settings = new DeliverySettings("commandbus:" + queue, LEASE, false, LEASE, FETCH, POLL);
        handlerThread = threads.newSingleThreadExecutor(this, settings.name() + "-handler");
        HandlerPool<QueueDelivery, Settlement> pool = HandlerPool.ofSingles(handlerThread, 1, this::receive);
        engine = new DeliveryEngine<>(settings, database, new QueueStore(queue, QueueSettings.deleting(LEASE)), pool);
        subscription = component.hub(database).subscribe(queue.channel(), engine::wakeUp);
        loopThread = threads.newSingleThreadExecutor(this, settings.name() + "-fetch");
        loopThread.execute(engine);
    }

    String queue() {
        return queue.name();
    }

    /** The reply to a command that is about to be sent; fails with a TimeoutException when it does not come in time. */
    CompletableFuture<Reply> expect(UUID commandId, Duration timeout) {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        waiting.put(commandId, reply);
        reply.orTimeout(timeout.toMillis(), TimeUnit.MILLISECONDS).whenComplete((r, e) -> waiting.remove(commandId));
        return reply;
    }

    void close() throws InterruptedException {
        subscription.close();
        engine.stop(STOP_MILLIS);
        threads.shutdownNow(loopThread);
        threads.shutdownNow(handlerThread);
        waiting.values()
                .forEach(reply -> reply.completeExceptionally(
                        new CommandBusException("The component was stopped before the reply came")));
        try {
            client.dropQueue(queue);
        } catch (RuntimeException e) {
            LOG.warn(
                    "Reply queue '{}' could not be dropped; drop it with SELECT pgmq.drop_queue('{}'): {}",
                    queue,
                    queue,
                    e.getMessage());
        }
    }

    private void receive(InFlight<QueueDelivery, Settlement> inFlight) {
        try {
            Reply reply = Reply.parse(inFlight.delivery().message().body());
            CompletableFuture<Reply> waiter = waiting.remove(reply.commandId());
            if (waiter == null || !waiter.complete(reply)) {
                LOG.debug("Nobody waits for the reply to command {} any more", reply.commandId());
            }
        } catch (MalformedCommandException e) {
            LOG.warn("Reply queue '{}' held something that is not a reply; removed: {}", queue, e.getMessage());
        } finally {
            inFlight.settle(new Settlement.Acknowledged(inFlight.delivery().lease()));
        }
    }
}
