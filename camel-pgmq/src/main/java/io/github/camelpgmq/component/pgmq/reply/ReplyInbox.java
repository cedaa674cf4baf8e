/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryDispatcher;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A queue on which callers of this JVM wait for their replies, with one thread and one connection that take them off.
 * Thread-safe.
 *
 * @param <R> a reply
 */
public final class ReplyInbox<R> implements DeliveryDispatcher<QueueDelivery, Void> {

    private static final Logger LOG = LoggerFactory.getLogger(ReplyInbox.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final int FETCH = 100;
    /** What was taken is gone from the queue, so it is handed over however late. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private static final long STOP_MILLIS = 2_000;

    private final ReplyQueue queue;
    private final DataSource database;
    private final ReplyReader<R> reader;
    private final Callers<R> callers;
    private final AtomicLong late = new AtomicLong();
    private final AtomicBoolean strangerLogged = new AtomicBoolean();
    private final DeliveryEngine<QueueDelivery, Void> engine;
    private final NotificationHub.Subscription subscription;
    private final ExecutorServiceManager threads;
    private final ExecutorService fetchThread;

    /** @param queue is open */
    ReplyInbox(
            ReplyQueue queue,
            DataSource database,
            NotificationHub hub,
            ExecutorServiceManager threads,
            ReplyReader<R> reader) {
        this.queue = queue;
        this.database = database;
        this.reader = reader;
        this.threads = threads;
        String name = "pgmq-replies:" + queue.name();
        this.callers = new Callers<>(name, threads);
        this.engine = new DeliveryEngine<>(
                new DeliverySettings(name, FOR_EVER, false, FOR_EVER, FETCH, POLL), database, queue, this);
        this.subscription = hub.subscribe(queue.name().channel(), engine::wakeUp);
        this.fetchThread = threads.newSingleThreadExecutor(this, name + "-fetch");
        fetchThread.execute(engine);
    }

    /** Where replies are to be sent. */
    public QueueName queue() {
        return queue.name();
    }

    /** The headers of a request that bring its reply here. */
    public Map<String, Object> requestHeaders(String correlationId) {
        Map<String, Object> headers = new LinkedHashMap<>(queue.requestHeaders());
        headers.put(ReplyHeaders.REPLY_TO, queue.name().name());
        headers.put(ReplyHeaders.CORRELATION_ID, correlationId);
        return headers;
    }

    /**
     * The reply to a request that is about to be sent. It completes on a thread of its own, with a
     * {@link java.util.concurrent.TimeoutException} when the reply does not come in time, or with a
     * {@link io.github.camelpgmq.component.pgmq.client.PgmqException} when this inbox is closed before. Whoever completes
     * or cancels it ends the wait. Several callers may wait for the same reply.
     */
    public CompletableFuture<R> expect(String correlationId, Duration timeout) {
        return callers.expect(correlationId, timeout);
    }

    /** How many replies came when nobody waited for them any more. */
    public long lateReplies() {
        return late.get();
    }

    void close() {
        subscription.close();
        try {
            engine.stop(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.shutdownNow(fetchThread);
        callers.close();
        try {
            queue.close(database);
        } catch (RuntimeException e) {
            LOG.warn("{}; another one drops it when it starts", e.getMessage());
        }
    }

    @Override
    public int concurrency() {
        return FETCH;
    }

    /** Handing over is quick, so the engine's thread does it. */
    @Override
    public void dispatch(InFlight<QueueDelivery, Void> inFlight) {
        try {
            if (inFlight.start()) {
                receive(inFlight.delivery().message());
                inFlight.settle(null);
            }
        } finally {
            inFlight.handlerDone();
        }
    }

    private void receive(PgmqMessage message) {
        try {
            ReplyReader.Correlated<R> read = reader.read(message);
            if (!callers.answer(read.correlationId(), read.reply())) {
                late.incrementAndGet();
                LOG.debug("Nobody waits for the reply to request {} any more", read.correlationId());
            }
        } catch (RuntimeException e) {
            // Whoever may write to the queue can send any number of these.
            if (strangerLogged.compareAndSet(false, true)) {
                LOG.warn(
                        "Message {} of reply queue '{}' is no reply and was removed, as others like it will be: {}",
                        message.id(),
                        queue(),
                        OutageLog.describe(e));
            } else {
                LOG.debug("Message {} of reply queue '{}' is no reply; removed", message.id(), queue(), e);
            }
        }
    }
}
