/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a domain's engine does beside delivering, on one thread: it follows the pauses, which may be set in any JVM, and
 * completes batches. Thread-safe.
 */
final class DomainWatch {

    private static final Logger LOG = LoggerFactory.getLogger(DomainWatch.class);
    private static final long STOP_SECONDS = 10;

    private final CommandBusComponent component;
    private final String domain;
    private final long pollMillis;
    private final NotificationHub hub;
    private final ScheduledExecutorService thread;
    private final PauseWatch pauses;
    private final BatchWatch batches;
    private final AtomicBoolean readAhead = new AtomicBoolean();
    private NotificationHub.Subscription subscription;

    /** @param pausesChanged to be quick */
    DomainWatch(CommandBusComponent component, CommandStore store, DeliverySettings settings, Runnable pausesChanged) {
        this.component = component;
        this.domain = store.domain().name();
        this.pollMillis = settings.pollInterval().toMillis();
        DataSource database = component.transactions().target();
        this.hub = component.hub(database);
        this.thread = threads().newSingleThreadScheduledExecutor(this, settings.name() + "-watch");
        Duration seldom = settings.pollInterval().multipliedBy(6);
        this.pauses = new PauseWatch(store, database, seldom, pausesChanged);
        this.batches = new BatchWatch(new BatchChecker(store, database, component.sentReplies()), thread, seldom);
    }

    PauseWatch pauses() {
        return pauses;
    }

    /** Reads the pauses, so that nothing begins that is not to, and goes on watching. */
    void start() {
        pauses.start();
        thread.scheduleWithFixedDelay(pauses::read, pollMillis, pollMillis, TimeUnit.MILLISECONDS);
        subscription = hub.subscribe(Channels.control(domain), this::readSoon);
        batches.start();
        component.batchWatches().add(domain, batches);
    }

    private void readSoon() {
        if (readAhead.compareAndSet(false, true)) {
            try {
                thread.execute(() -> {
                    readAhead.set(false);
                    pauses.read();
                });
            } catch (RejectedExecutionException e) {
                // It ends at this moment.
                readAhead.set(false);
            }
        }
    }

    /** Ends when the engine has ended, so that the batches of its last commands are looked at. */
    void stop() {
        component.batchWatches().remove(domain, batches);
        if (subscription != null) {
            subscription.close();
        }
        lastLook();
        threads().shutdownNow(thread);
    }

    // On its thread, after what it does now: one that is interrupted while it waits for a connection gives up.
    private void lastLook() {
        try {
            thread.submit(batches::look).get(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.debug("The last look at the batches of domain {} did not end", domain, e);
        }
    }

    private ExecutorServiceManager threads() {
        return component.getCamelContext().getExecutorServiceManager();
    }
}
