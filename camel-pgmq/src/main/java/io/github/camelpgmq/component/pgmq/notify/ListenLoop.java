/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import io.github.camelpgmq.component.pgmq.notify.ListenStatus.State;
import java.sql.SQLException;
import java.time.Instant;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that listens: lives as long as anyone wants notifications, and keeps the connection alive or gets a new one. Thread-safe. */
final class ListenLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ListenLoop.class);
    private static final String FAILED =
            "LISTEN does not work, consumers live on polling until it does; retrying. Check the database, or set"
                    + " listenDataSource to a direct connection to the primary. Cause: {}";

    private final Supplier<DataSource> dataSource;
    private final NotifySender probeSender;
    private final ChannelRegistry registry;
    private final ThreadSource threads;
    private final Timings timings;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    /** The newest thread; it may be about to end, then running is false. */
    private Thread thread;

    private boolean running;
    private boolean closed;
    private volatile ListenStatus status = new ListenStatus(State.IDLE, Instant.now(), null);

    ListenLoop(
            Supplier<DataSource> dataSource,
            NotifySender probeSender,
            ChannelRegistry registry,
            ThreadSource threads,
            Timings timings) {
        this.dataSource = dataSource;
        this.probeSender = probeSender;
        this.registry = registry;
        this.threads = threads;
        this.timings = timings;
    }

    /** To be called after every change of the registry. */
    void subscriptionsChanged() {
        lock.lock();
        try {
            if (!closed && !running && registry.listens()) {
                running = true;
                thread = threads.newThread("PgmqListen", this::run);
                thread.start();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    ListenStatus status() {
        return status;
    }

    /** Ends the thread and waits until its connection is closed. */
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
        while (!finished()) {
            long start = System.nanoTime();
            try (ListenSession session =
                    ListenSession.open(dataSource.get(), probeSender, registry, timings, this::finished)) {
                while (!finished()) {
                    session.synchronise();
                    if (enter(State.LISTENING, null)) {
                        outage.recovered("LISTEN works again");
                    }
                    session.await();
                }
            } catch (SQLException | RuntimeException | Error e) {
                // Nobody would start this thread again.
                if (enter(State.DEGRADED, OutageLog.describe(e))) {
                    outage.failed(FAILED, OutageLog.describe(e));
                }
                // A connection that is lost soon after each start must not be retried at full speed.
                if (System.nanoTime() - start >= timings.backoffMax().toNanos()) {
                    backoff.reset();
                }
                pause(backoff.next());
            }
        }
    }

    /** Whether the calling thread has to end; once true it stays so for this thread, and a new one may start. */
    private boolean finished() {
        lock.lock();
        try {
            if (!isCurrent()) {
                return true;
            }
            boolean interrupted = Thread.currentThread().isInterrupted();
            if (!closed && !interrupted && registry.listens()) {
                return false;
            }
            if (interrupted && !closed) {
                enter(State.DEGRADED, "The LISTEN thread was interrupted, the next subscription starts it again");
            } else {
                enter(State.IDLE, null);
            }
            running = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean isCurrent() {
        return running && Thread.currentThread() == thread;
    }

    /** False if the thread has been told to end meanwhile, so that its troubles are of no interest. */
    private boolean enter(State state, String error) {
        lock.lock();
        try {
            if (!isCurrent()) {
                return false;
            }
            if (status.state() != state) {
                status = new ListenStatus(state, Instant.now(), error);
            } else if (error != null) {
                status = new ListenStatus(state, status.since(), error);
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void pause(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (left > 0 && !closed && registry.listens()) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
