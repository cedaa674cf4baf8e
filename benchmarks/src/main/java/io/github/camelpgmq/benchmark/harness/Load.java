/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that work for a contestant, kept from round to round. */
public final class Load implements AutoCloseable {

    /** What a thread does. */
    @FunctionalInterface
    public interface Work {

        /** @param thread its number, from 0 */
        void run(int thread) throws Exception;
    }

    private final int threads;
    private final ExecutorService executor;

    /** @param threads how many */
    public Load(int threads) {
        this.threads = threads;
        this.executor = Executors.newFixedThreadPool(threads, task -> {
            Thread thread = new Thread(task, "load");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Lets every thread do its work once, all at the same time.
     *
     * @param operations what they do together
     */
    public Sample measure(long operations, Work work) throws Exception {
        CountDownLatch ready = new CountDownLatch(threads);
        CountDownLatch go = new CountDownLatch(1);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            running.add(executor.submit(() -> {
                ready.countDown();
                go.await();
                work.run(thread);
                return null;
            }));
        }
        ready.await();
        long start = System.nanoTime();
        go.countDown();
        for (Future<?> one : running) {
            one.get(10, TimeUnit.MINUTES);
        }
        return Sample.throughput(operations, System.nanoTime() - start);
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
