/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Hands deliveries to threads that wait for one: no more is fetched than threads wait for, and what comes too late for
 * them is given back. Thread-safe.
 */
public final class ReceiverHandover implements DeliveryDispatcher<QueueDelivery, Settlement> {

    private final AtomicInteger waiting = new AtomicInteger();
    private final BlockingQueue<InFlight<QueueDelivery, Settlement>> ready = new LinkedBlockingQueue<>();

    @Override
    public int concurrency() {
        return waiting.get();
    }

    @Override
    public boolean readsAhead() {
        return false;
    }

    @Override
    public void dispatch(InFlight<QueueDelivery, Settlement> inFlight) {
        ready.add(inFlight);
        giveBackWhatNobodyWaitsFor();
    }

    /**
     * Waits for a delivery.
     *
     * @param prompt called while the calling thread counts as waiting; tells the engine to look into the queue
     * @return a started delivery, or null if none came in time
     */
    public InFlight<QueueDelivery, Settlement> receive(Prompt prompt, long timeoutNanos) throws InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        waiting.incrementAndGet();
        try {
            prompt.look();
            while (true) {
                InFlight<QueueDelivery, Settlement> next =
                        ready.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (next == null) {
                    return null;
                }
                boolean started = next.start();
                next.handlerDone();
                if (started) {
                    return next;
                }
            }
        } finally {
            waiting.decrementAndGet();
            giveBackWhatNobodyWaitsFor();
        }
    }

    private void giveBackWhatNobodyWaitsFor() {
        while (ready.size() > waiting.get()) {
            InFlight<QueueDelivery, Settlement> surplus = ready.poll();
            if (surplus == null) {
                return;
            }
            if (surplus.start()) {
                surplus.settle(new Settlement.Postponed(surplus.delivery().lease(), Duration.ZERO));
            }
            surplus.handlerDone();
        }
    }

    /** Has the engine look into the queue. */
    @FunctionalInterface
    public interface Prompt {
        void look() throws InterruptedException;
    }
}
