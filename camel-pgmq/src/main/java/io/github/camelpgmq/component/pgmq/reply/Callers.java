/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import io.github.camelpgmq.component.pgmq.client.PgmqException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.spi.ThreadPoolProfile;

/**
 * Who waits for which reply. A caller goes on on a thread of its own, so that one that takes its time, or sends another
 * request and waits for it, keeps nobody from a reply. Thread-safe.
 */
final class Callers<R> {

    private static final int UNBOUNDED = -1;

    private final String name;
    private final ExecutorServiceManager threads;
    private final ExecutorService continuations;
    private final ScheduledExecutorService timer;
    private final Map<String, List<CompletableFuture<R>>> waiting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param name names the threads */
    Callers(String name, ExecutorServiceManager threads) {
        this.name = name;
        this.threads = threads;
        // As many threads as callers: they exist already, and wait.
        this.continuations = threads.newCachedThreadPool(this, name + "-caller");
        ThreadPoolProfile profile = new ThreadPoolProfile(name + "-timeout");
        profile.setPoolSize(1);
        // Camel's default would refuse the thousandth caller.
        profile.setMaxQueueSize(UNBOUNDED);
        this.timer = threads.newScheduledThreadPool(this, name + "-timeout", profile);
    }

    /** See {@link ReplyInbox#expect}. */
    CompletableFuture<R> expect(String correlationId, Duration timeout) {
        CompletableFuture<R> caller = new CompletableFuture<>();
        waiting.merge(correlationId, List.of(caller), (old, added) -> Stream.concat(old.stream(), added.stream())
                .toList());
        if (closed) {
            forget(correlationId, caller);
            caller.completeExceptionally(stopped(correlationId));
            return caller;
        }
        Future<?> alarm = timer.schedule(
                () -> continuations.execute(() -> {
                    // Before the caller knows: a reply that comes now is late.
                    forget(correlationId, caller);
                    caller.completeExceptionally(new TimeoutException());
                }),
                timeout.toMillis(),
                TimeUnit.MILLISECONDS);
        caller.whenComplete((reply, failure) -> {
            alarm.cancel(false);
            forget(correlationId, caller);
        });
        return caller;
    }

    /** Lets those go on who wait for this reply; false if nobody does. */
    boolean answer(String correlationId, R reply) {
        List<CompletableFuture<R>> callers = waiting.remove(correlationId);
        if (callers == null) {
            return false;
        }
        callers.forEach(caller -> continuations.execute(() -> caller.complete(reply)));
        return true;
    }

    /** Fails all who wait, and whoever comes later. */
    void close() {
        closed = true;
        timer.shutdownNow();
        waiting.forEach((id, callers) ->
                callers.forEach(caller -> continuations.execute(() -> caller.completeExceptionally(stopped(id)))));
        threads.shutdownGraceful(continuations);
        threads.shutdownNow(timer);
    }

    private void forget(String correlationId, CompletableFuture<R> caller) {
        waiting.computeIfPresent(correlationId, (id, callers) -> {
            List<CompletableFuture<R>> left =
                    callers.stream().filter(other -> other != caller).toList();
            return left.isEmpty() ? null : left;
        });
    }

    private PgmqException stopped(String correlationId) {
        return new PgmqException(
                name + " was stopped before the reply to request " + correlationId + " came; it may still be handled");
    }
}
