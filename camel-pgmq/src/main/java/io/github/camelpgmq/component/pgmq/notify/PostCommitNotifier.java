/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers the channels that have something new and notifies them all in one statement: the first at once, further ones not sooner than an interval after
 * that, the last one always. While there is something new again before a statement has ended the interval grows to four times its length: such a stream
 * keeps its consumers reading anyway, and every NOTIFY is a commit of its own. Thread-safe; {@link #mark} never waits for the database.
 */
final class PostCommitNotifier {

    /** Beyond this many channels in an outage the rest is left to the consumers' polling. */
    static final int MAX_CHANNELS = 10_000;

    private static final int MOST_INTERVALS = 4;

    private static final Logger LOG = LoggerFactory.getLogger(PostCommitNotifier.class);
    private static final String FAILED =
            "NOTIFY does not work, consumers in other JVMs live on polling until it does; retrying. Cause: {}";

    private final NotifySender sender;
    private final ThreadSource threads;
    private final Timings timings;
    private final Set<String> dirty = ConcurrentHashMap.newKeySet();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Thread thread;
    private boolean idle;
    private boolean closed;

    PostCommitNotifier(NotifySender sender, ThreadSource threads, Timings timings) {
        this.sender = sender;
        this.threads = threads;
        this.timings = timings;
    }

    void mark(String channel) {
        // A channel that is still in the set will be taken out before the statement that notifies it, hence after this
        // commit.
        if (addToDirty(channel)) {
            wakeThread();
        }
    }

    private boolean addToDirty(String channel) {
        return dirty.size() < MAX_CHANNELS && dirty.add(channel);
    }

    private void wakeThread() {
        lock.lock();
        try {
            if (closed) {
                dirty.clear();
                LOG.debug("No NOTIFY after the stop, consumers in other JVMs find the message by polling");
            } else if (thread == null) {
                thread = threads.newThread("PgmqNotify", this::run);
                thread.start();
            } else if (idle) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Sends what is still to be sent, then ends the thread. */
    void close() {
        Thread last;
        lock.lock();
        try {
            closed = true;
            last = thread;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Threads.join(last, timings.stop());
    }

    private void run() {
        OutageLog outage = new OutageLog(LOG);
        Backoff backoff = timings.backoff();
        long earliest = System.nanoTime();
        int intervals = 1;
        try {
            while (awaitWork(earliest)) {
                long start = System.nanoTime();
                List<String> batch = take();
                try {
                    sender.send(batch);
                    intervals = dirty.isEmpty() ? 1 : Math.min(MOST_INTERVALS, intervals * 2);
                    earliest = start + intervals * timings.notifyInterval().toNanos();
                    backoff.reset();
                    outage.recovered("NOTIFY works again");
                } catch (SQLException | RuntimeException | Error e) {
                    // Nobody would start this thread again.
                    outage.failed(FAILED, OutageLog.describe(e));
                    if (isClosed()) {
                        return;
                    }
                    batch.forEach(this::addToDirty);
                    earliest = System.nanoTime() + backoff.next();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            interrupted();
        }
    }

    /** The next mark starts a new thread. */
    private void interrupted() {
        lock.lock();
        try {
            LOG.debug("The notifier was interrupted, {} channels are left to polling", dirty.size());
            thread = null;
            dirty.clear();
        } finally {
            lock.unlock();
        }
    }

    /** False when there is nothing left to do for ever. */
    private boolean awaitWork(long earliest) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (dirty.isEmpty() && !closed) {
                idle = true;
                changed.await();
            }
            idle = false;
            long left = earliest - System.nanoTime();
            while (left > 0 && !closed) {
                left = changed.awaitNanos(left);
            }
            return !dirty.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    private List<String> take() {
        List<String> batch = new ArrayList<>();
        for (String channel : dirty) {
            if (dirty.remove(channel)) {
                batch.add(channel);
            }
        }
        return batch;
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }
}
