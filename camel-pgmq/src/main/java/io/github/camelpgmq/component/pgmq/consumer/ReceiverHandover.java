/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Hands deliveries to threads that wait for one: no more is fetched than threads wait for, and what comes too late for
 * them is given back. Thread-safe.
 */
public final class ReceiverHandover implements DeliveryDispatcher<QueueDelivery, Settlement> {

    // Read by the engine under its own lock, so it must not need the one below.
    private final AtomicInteger waiting = new AtomicInteger();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<InFlight<QueueDelivery, Settlement>> ready = new ArrayDeque<>();
    private boolean closed;

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
        lock.lock();
        try {
            ready.add(inFlight);
            changed.signal();
        } finally {
            lock.unlock();
        }
        giveBackWhatNobodyWaitsFor();
    }

    /**
     * Waits for a delivery.
     *
     * @param prompt called while the calling thread counts as waiting; tells the engine to look into the queue
     * @return a started delivery, or null if none came in time or this is closed
     */
    public InFlight<QueueDelivery, Settlement> receive(Prompt prompt, long timeoutNanos) throws InterruptedException {
        long deadline = System.nanoTime() + timeoutNanos;
        waiting.incrementAndGet();
        try {
            prompt.look();
            while (true) {
                InFlight<QueueDelivery, Settlement> next = await(deadline);
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

    /** Lets those who wait go with nothing. */
    public void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private InFlight<QueueDelivery, Settlement> await(long deadline) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = deadline - System.nanoTime();
            while (ready.isEmpty() && !closed && left > 0) {
                left = changed.awaitNanos(left);
            }
            return ready.poll();
        } finally {
            lock.unlock();
        }
    }

    private void giveBackWhatNobodyWaitsFor() {
        InFlight<QueueDelivery, Settlement> surplus = pollSurplus();
        while (surplus != null) {
            if (surplus.start()) {
                surplus.giveBack();
            }
            surplus.handlerDone();
            surplus = pollSurplus();
        }
    }

    private InFlight<QueueDelivery, Settlement> pollSurplus() {
        lock.lock();
        try {
            return ready.size() > waiting.get() ? ready.poll() : null;
        } finally {
            lock.unlock();
        }
    }

    /** Has the engine look into the queue. */
    @FunctionalInterface
    public interface Prompt {
        void look() throws InterruptedException;
    }
}
