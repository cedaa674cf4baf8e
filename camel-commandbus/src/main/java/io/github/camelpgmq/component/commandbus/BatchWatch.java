/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the batches of a domain looked at, on a thread of its own: a batch some of whose commands have ended soon, once for
 * many; all of them now and then, for those whose last worker died before it looked. Thread-safe.
 */
final class BatchWatch {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWatch.class);
    private static final long PAUSE_MILLIS = 50;

    private final BatchChecker checker;
    private final ScheduledExecutorService thread;
    private final long sweepMillis;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private Set<UUID> touched = new HashSet<>();
    private boolean lookIsDue;

    /** @param interval how often all batches are looked at, about */
    BatchWatch(BatchChecker checker, ScheduledExecutorService thread, Duration interval) {
        this.checker = checker;
        this.thread = thread;
        this.sweepMillis = Math.max(1, interval.toMillis());
    }

    /** Looks at all batches now and from time to time. */
    void start() {
        thread.execute(this::sweep);
    }

    /** Some of their commands have ended, and that is committed. Quick. */
    void touched(Collection<UUID> batchIds) {
        lock.lock();
        try {
            touched.addAll(batchIds);
            if (!lookIsDue && !touched.isEmpty()) {
                thread.schedule(this::look, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
                lookIsDue = true;
            }
        } catch (RejectedExecutionException e) {
            // It ends at this moment: the last look, the sweep of another JVM or the next start will see to the batch.
            LOG.debug("Nobody looks at batches any more", e);
        } finally {
            lock.unlock();
        }
    }

    /** Looks at what has been touched and not been looked at; what cannot be looked at is kept for the next look. */
    void look() {
        Set<UUID> batchIds;
        lock.lock();
        try {
            lookIsDue = false;
            batchIds = touched;
            touched = new HashSet<>();
        } finally {
            lock.unlock();
        }
        if (!batchIds.isEmpty() && !checker.check(batchIds)) {
            keep(batchIds);
        }
    }

    private void keep(Set<UUID> batchIds) {
        lock.lock();
        try {
            touched.addAll(batchIds);
        } finally {
            lock.unlock();
        }
    }

    private void sweep() {
        checker.sweep();
        // Not all JVMs at the same moment.
        long jitter = ThreadLocalRandom.current().nextLong(sweepMillis / 4 + 1);
        thread.schedule(this::sweep, sweepMillis + jitter, TimeUnit.MILLISECONDS);
    }
}
