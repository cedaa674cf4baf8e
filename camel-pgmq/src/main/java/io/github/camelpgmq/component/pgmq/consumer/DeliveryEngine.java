/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop behind a consumer: one thread and one connection do all the fetching, the lease renewal and the grouped
 * acknowledgements. It fetches only what the handlers will soon take, and writes what they have finished in the same
 * round trip.
 *
 * <p>Thread-safe. The loop itself is {@link #run()}, to be run by one thread.
 *
 * @param <D> what is fetched
 * @param <S> what the end of a delivery leaves to be written
 */
public final class DeliveryEngine<D extends Delivery, S> implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);

    /** How long a finished delivery waits for company before it is written. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private enum State {
        RUNNING,
        SUSPENDED,
        STOPPING
    }

    private record Settled<D extends Delivery, S>(InFlight<D, S> inFlight, S settlement) {}

    private record Step<D extends Delivery, S>(
            List<Settled<D, S>> settled, int limit, List<InFlight<D, S>> released, boolean renew, long wakeUps) {}

    private final DeliverySettings settings;
    private final DataSource dataSource;
    private final DeliveryStore<D, S> store;
    private final DeliveryDispatcher<D, S> dispatcher;
    private final Consumer<Exception> onTrouble;
    private final AtomicLong lostLeases = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All below is guarded by the lock.
    private final Map<Lease, InFlight<D, S>> unsettled = new LinkedHashMap<>();
    private final Deque<InFlight<D, S>> exclusives = new ArrayDeque<>();
    private final List<InFlight<D, S>> toRelease = new ArrayList<>();
    private List<Settled<D, S>> finished = new ArrayList<>();
    private long oldestFinishedNanos;
    private final FetchSizer sizer;
    private final PollTimer timer;
    private State state = State.RUNNING;
    private int outstanding;
    private long wakeUps;
    private long wakeUpsLookedFor;
    private long nextRenewalNanos;
    private boolean begun;
    private boolean ended;
    private volatile String lastError;
    private volatile Instant lastRoundTrip;

    /** An engine that only logs its troubles. */
    public DeliveryEngine(
            DeliverySettings settings,
            DataSource dataSource,
            DeliveryStore<D, S> store,
            DeliveryDispatcher<D, S> dispatcher) {
        this(settings, dataSource, store, dispatcher, trouble -> {});
    }

    /**
     * @param dataSource where the fetch connection comes from; not transaction-aware
     * @param onTrouble told of every failed round trip, on the engine's thread
     */
    public DeliveryEngine(
            DeliverySettings settings,
            DataSource dataSource,
            DeliveryStore<D, S> store,
            DeliveryDispatcher<D, S> dispatcher,
            Consumer<Exception> onTrouble) {
        this.onTrouble = onTrouble;
        this.settings = settings;
        this.dataSource = dataSource;
        this.store = store;
        this.dispatcher = dispatcher;
        this.sizer = new FetchSizer(settings, dispatcher.readsAhead());
        this.timer = new PollTimer(settings.pollInterval(), System.nanoTime());
        this.nextRenewalNanos = System.nanoTime() + renewalNanos();
    }

    /** The settings this engine was made with. */
    public DeliverySettings settings() {
        return settings;
    }

    /** Says that the queue may hold something. Quick, from any thread. */
    public void wakeUp() {
        locked(() -> {
            wakeUps++;
            timer.wake(System.nanoTime());
        });
    }

    /**
     * Waits until the queue has been looked into after this call, provided that a handler is free.
     *
     * @return false if that did not happen in time, or the engine is in trouble or has ended
     */
    public boolean look(long timeoutMillis) throws InterruptedException {
        lock.lock();
        try {
            wakeUps++;
            long awaited = wakeUps;
            timer.wake(System.nanoTime());
            changed.signalAll();
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (wakeUpsLookedFor < awaited && lastError == null && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return wakeUpsLookedFor >= awaited;
        } finally {
            lock.unlock();
        }
    }

    /** Stops fetching and gives back at once what no handler has started; what runs goes on. */
    public void suspend() {
        locked(() -> {
            if (state == State.RUNNING) {
                state = State.SUSPENDED;
                releaseWaiting();
            }
        });
    }

    /** Goes on fetching after {@link #suspend()}. */
    public void resume() {
        locked(() -> {
            if (state == State.SUSPENDED) {
                state = State.RUNNING;
                timer.wake(System.nanoTime());
            }
        });
    }

    /**
     * Ends the loop: no more fetches, what waits is given back, what has finished is written.
     *
     * @param timeoutMillis how long to wait for handlers that still run
     * @return whether everything was written in time
     */
    public boolean stop(long timeoutMillis) throws InterruptedException {
        lock.lock();
        try {
            state = State.STOPPING;
            releaseWaiting();
            changed.signalAll();
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (begun && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return ended || !begun;
        } finally {
            lock.unlock();
        }
    }

    /** Deliveries fetched and not settled yet. */
    public int inFlight() {
        lock.lock();
        try {
            return unsettled.size();
        } finally {
            lock.unlock();
        }
    }

    /** How often a delivery's end found its lease lost. */
    public long lostLeases() {
        return lostLeases.get();
    }

    /** Counts a lost lease that a handler's own transaction has found. */
    public void countLostLease() {
        lostLeases.incrementAndGet();
    }

    /** How it is doing. Does not ask the database. */
    public EngineStatus status() {
        lock.lock();
        try {
            return new EngineStatus(
                    state == State.SUSPENDED, lastRoundTrip, lastError, unsettled.size(), lostLeases.get());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        locked(() -> begun = true);
        Backoff backoff = new Backoff();
        try (EngineConnection connection = new EngineConnection(dataSource, store)) {
            while (!Thread.currentThread().isInterrupted()) {
                Step<D, S> step = awaitStep();
                if (step == null) {
                    return;
                }
                try {
                    perform(step, connection.get());
                    recovered(backoff);
                } catch (SQLException | RuntimeException e) {
                    connection.discard();
                    if (!failed(step, e, backoff)) {
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            locked(() -> ended = true);
        }
    }

    void settled(InFlight<D, S> inFlight, S settlement) {
        locked(() -> {
            if (settlement == null) {
                unsettled.remove(inFlight.delivery().lease());
                return;
            }
            if (finished.isEmpty()) {
                oldestFinishedNanos = System.nanoTime();
            }
            finished.add(new Settled<>(inFlight, settlement));
        });
    }

    void handlerDone(long nanos) {
        locked(() -> {
            outstanding--;
            if (nanos >= 0) {
                sizer.handled(nanos);
            }
        });
    }

    /** Waits until there is something to do in the database; null when the loop is to end. */
    private Step<D, S> awaitStep() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                dispatchExclusive();
                boolean stopping = state == State.STOPPING;
                int room = state == State.RUNNING && exclusives.isEmpty()
                        ? sizer.limit(dispatcher.concurrency(), outstanding, unsettled.size())
                        : 0;
                boolean fetch = room > 0 && timer.due(now);
                boolean write = !finished.isEmpty()
                        && (fetch
                                || stopping
                                || outstanding == 0
                                || finished.size() >= settings.maxMessagesPerPoll()
                                || now - oldestFinishedNanos >= LINGER_NANOS);
                boolean renew = settings.extendVisibility() && nextRenewalNanos - now <= 0 && !unsettled.isEmpty();
                if (fetch || write || renew || !toRelease.isEmpty()) {
                    return takeStep(write || fetch ? room : 0, renew);
                }
                if (stopping && unsettled.isEmpty()) {
                    return null;
                }
                changed.awaitNanos(pauseNanos(now, room));
            }
        } finally {
            lock.unlock();
        }
    }

    private long pauseNanos(long now, int room) {
        long pause = settings.pollInterval().toNanos();
        if (room > 0) {
            pause = Math.min(pause, timer.nextNanos() - now);
        }
        if (!finished.isEmpty()) {
            pause = Math.min(pause, oldestFinishedNanos + LINGER_NANOS - now);
        }
        if (settings.extendVisibility() && !unsettled.isEmpty()) {
            pause = Math.min(pause, nextRenewalNanos - now);
        }
        return Math.max(1, pause);
    }

    private Step<D, S> takeStep(int limit, boolean renew) {
        List<Settled<D, S>> settled = finished;
        finished = new ArrayList<>();
        List<InFlight<D, S>> released = new ArrayList<>(toRelease);
        toRelease.clear();
        return new Step<>(settled, limit, released, renew, wakeUps);
    }

    private void perform(Step<D, S> step, Connection connection) throws SQLException {
        if (!step.released().isEmpty()) {
            store.release(
                    connection, step.released().stream().map(InFlight::delivery).toList());
            forget(step.released());
            step.released().clear();
        }
        if (step.renew()) {
            renew(connection);
        }
        if (!step.settled().isEmpty() || step.limit() > 0) {
            settleAndFetch(step, connection);
        }
    }

    private void settleAndFetch(Step<D, S> step, Connection connection) throws SQLException {
        long before = System.nanoTime();
        List<S> settlements = step.settled().stream().map(Settled::settlement).toList();
        DeliveryStore.Fetched<D> fetched = store.settleAndFetch(connection, settlements, step.limit());
        lostLeases.addAndGet(fetched.lost());
        forget(step.settled().stream().map(Settled::inFlight).toList());
        step.settled().clear();
        dispatcher.dispatchAll(accept(fetched.deliveries(), before));
        if (step.limit() > 0) {
            schedule(step, fetched, connection);
        }
    }

    private List<InFlight<D, S>> accept(List<D> deliveries, long leasedNanos) {
        List<InFlight<D, S>> deliver = new ArrayList<>();
        lock.lock();
        try {
            for (D delivery : deliveries) {
                InFlight<D, S> inFlight = new InFlight<>(delivery, this, leasedNanos);
                unsettled.put(delivery.lease(), inFlight);
                if (state != State.RUNNING) {
                    inFlight.release();
                    toRelease.add(inFlight);
                } else if (delivery.exclusive()) {
                    exclusives.add(inFlight);
                } else {
                    outstanding++;
                    deliver.add(inFlight);
                }
            }
        } finally {
            lock.unlock();
        }
        return deliver;
    }

    /** Decides when to fetch next; asks for the next visible message only when the queue is drained. */
    private void schedule(Step<D, S> step, DeliveryStore.Fetched<D> fetched, Connection connection)
            throws SQLException {
        OptionalLong nextVisible = fetched.more() ? OptionalLong.empty() : store.millisUntilNextVisible(connection);
        locked(() -> {
            long now = System.nanoTime();
            wakeUpsLookedFor = step.wakeUps();
            if (fetched.more() || wakeUps != step.wakeUps()) {
                timer.more(now);
            } else {
                timer.drained(now, !fetched.deliveries().isEmpty(), nextVisible);
            }
        });
    }

    private void renew(Connection connection) throws SQLException {
        long before = System.nanoTime();
        long oldest = settings.maxVisibilityExtension().toNanos();
        Map<Lease, InFlight<D, S>> due = new LinkedHashMap<>();
        lock.lock();
        try {
            unsettled.forEach((lease, inFlight) -> {
                boolean young = before - inFlight.leasedNanos() < renewalNanos() / 2;
                if (!inFlight.lost() && !young && before - inFlight.fetchedNanos() < oldest) {
                    due.put(lease, inFlight);
                }
            });
        } finally {
            lock.unlock();
        }
        Set<Lease> held = due.isEmpty() ? Set.of() : store.renew(connection, due.keySet());
        due.forEach((lease, inFlight) -> {
            if (held.contains(lease)) {
                inFlight.renewed(before);
            } else {
                inFlight.markLost();
            }
        });
        locked(() -> nextRenewalNanos = System.nanoTime() + renewalNanos());
    }

    private void dispatchExclusive() {
        if (outstanding == 0 && !exclusives.isEmpty() && state == State.RUNNING) {
            outstanding++;
            dispatcher.dispatch(exclusives.poll());
        }
    }

    private void releaseWaiting() {
        exclusives.clear();
        for (InFlight<D, S> inFlight : unsettled.values()) {
            if (inFlight.release()) {
                toRelease.add(inFlight);
            }
        }
    }

    private void forget(List<InFlight<D, S>> done) {
        lock.lock();
        try {
            done.forEach(inFlight -> unsettled.remove(inFlight.delivery().lease(), inFlight));
        } finally {
            lock.unlock();
        }
    }

    /** Keeps what was not written for the next try. False if there is no time for one. */
    private boolean failed(Step<D, S> step, Exception e, Backoff backoff) {
        long pauseMillis = backoff.nextMillis();
        String error = e.getMessage() == null ? e.toString() : e.getMessage();
        if (lastError == null) {
            LOG.warn(
                    "{}: database trouble, will try again in {} ms and keep trying: {}",
                    settings.name(),
                    pauseMillis,
                    error);
        } else {
            LOG.debug("{}: still in trouble, next try in {} ms: {}", settings.name(), pauseMillis, error);
        }
        if (e instanceof RuntimeException) {
            LOG.debug("{}: unexpected error", settings.name(), e);
        }
        lastError = error;
        onTrouble.accept(e);
        lock.lock();
        try {
            if (finished.isEmpty() && !step.settled().isEmpty()) {
                oldestFinishedNanos = System.nanoTime();
            }
            finished.addAll(step.settled());
            toRelease.addAll(step.released());
            long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
            timer.wake(until);
            // The leases end by themselves: at shutdown nobody waits for a database that is away.
            if (state == State.STOPPING) {
                LOG.warn(
                        "{}: stopped while the database is away; {} deliveries return when their leases end",
                        settings.name(),
                        unsettled.size());
                return false;
            }
            while (state != State.STOPPING && until - System.nanoTime() > 0) {
                changed.awaitNanos(until - System.nanoTime());
            }
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    private void recovered(Backoff backoff) {
        lastRoundTrip = Instant.now();
        if (lastError != null) {
            lastError = null;
            backoff.reset();
            LOG.info("{}: the database is back", settings.name());
        }
    }

    private long renewalNanos() {
        return settings.visibilityTimeout().toNanos() / 3;
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
