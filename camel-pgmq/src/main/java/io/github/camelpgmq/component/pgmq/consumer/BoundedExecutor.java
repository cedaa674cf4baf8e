/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs no more than so many tasks at once, the others in their order when there is room, on an executor that has a thread for each task. With
 * {@code camel.threads.virtual.enabled} Camel makes such executors, whatever the size it is asked for. Thread-safe.
 */
public final class BoundedExecutor implements Executor {

    private static final Logger LOG = LoggerFactory.getLogger(BoundedExecutor.class);

    private final Executor threads;
    private final int limit;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    private BoundedExecutor(Executor threads, int limit) {
        this.threads = threads;
        this.limit = limit;
    }

    /**
     * The executor with a bound.
     *
     * @param threads one with a thread for each task, or a pool that has the limit for its size, which is taken as it is
     */
    public static Executor of(Executor threads, int limit) {
        return threads instanceof ThreadPoolExecutor ? threads : new BoundedExecutor(threads, limit);
    }

    /** @throws java.util.concurrent.RejectedExecutionException if there is room, but the executor is shut down */
    @Override
    public void execute(Runnable task) {
        lock.lock();
        try {
            if (running == limit) {
                waiting.add(task);
                return;
            }
            threads.execute(() -> runAll(task));
            running++;
        } finally {
            lock.unlock();
        }
    }

    private void runAll(Runnable first) {
        for (Runnable task = first; task != null; task = next()) {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.warn("A task has failed: {}", OutageLog.firstLine(e.toString()));
                LOG.debug("A task has failed", e);
            }
        }
    }

    private Runnable next() {
        lock.lock();
        try {
            Runnable next = waiting.poll();
            if (next == null) {
                running--;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }
}
