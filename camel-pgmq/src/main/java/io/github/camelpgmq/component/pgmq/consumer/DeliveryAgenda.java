/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * What an engine has in flight, and what follows from that for its loop to do next. Knows no database. Thread-safe.
 *
 * @param <D> what is fetched
 * @param <S> what the end of a delivery leaves to be written
 */
final class DeliveryAgenda<D extends Delivery, S> {

    /** How long a finished delivery waits for company before it is written. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /** How long a consumer that cannot begin leaves what it has given back to others. */
    private static final long GIVE_BACK_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private enum State {
        RUNNING,
        SUSPENDED,
        STOPPING
    }

    private final DeliverySettings settings;
    private final DeliveryDispatcher<D, S> dispatcher;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All below is guarded by the lock.
    private final Map<Lease, InFlight<D, S>> unsettled = new LinkedHashMap<>();
    private final Exclusives<D, S> exclusives = new Exclusives<>();
    private final List<InFlight<D, S>> toRelease = new ArrayList<>();
    private List<Settled<D, S>> finished = new ArrayList<>();
    private long oldestFinishedNanos;
    private final FetchSizer sizer;
    private final PollTimer timer;
    private State state = State.RUNNING;
    private int outstanding;
    private long wakeUps;
    private long wakeUpsLookedFor;
    private boolean troubled;
    private long nextRenewalNanos;
    private long nextLapseNanos;
    private boolean begun;
    private boolean ended;
    private boolean asleepWithoutRoom;

    DeliveryAgenda(DeliverySettings settings, DeliveryDispatcher<D, S> dispatcher) {
        this.settings = settings;
        this.dispatcher = dispatcher;
        this.sizer = new FetchSizer(settings, dispatcher.readsAhead());
        this.timer = new PollTimer(settings.pollInterval(), System.nanoTime());
        this.nextRenewalNanos = System.nanoTime() + renewalNanos();
        this.nextLapseNanos = nextRenewalNanos;
    }

    DeliverySettings settings() {
        return settings;
    }

    void wakeUp() {
        locked(() -> {
            wakeUps++;
            timer.wake(System.nanoTime());
        });
    }

    /** Waits for a fetch that begins after this call. False if there was none in time or the database is away. */
    boolean look(long timeoutMillis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            wakeUps++;
            long awaited = wakeUps;
            timer.wake(System.nanoTime());
            changed.signalAll();
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (wakeUpsLookedFor < awaited && !troubled && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return wakeUpsLookedFor >= awaited;
        } finally {
            lock.unlock();
        }
    }

    void suspend() {
        locked(() -> {
            if (state == State.RUNNING) {
                state = State.SUSPENDED;
                releaseWaiting();
            }
        });
    }

    void resume() {
        locked(() -> {
            if (state == State.SUSPENDED) {
                state = State.RUNNING;
                timer.wake(System.nanoTime());
            }
        });
    }

    boolean suspended() {
        return read(() -> state == State.SUSPENDED);
    }

    int inFlight() {
        return read(unsettled::size);
    }

    /** What has been in flight for longest. */
    List<D> inFlight(int limit) {
        return read(() ->
                unsettled.values().stream().limit(limit).map(InFlight::delivery).toList());
    }

    /** Lets the loop end when all is written, and waits for that. False if it took too long. */
    boolean stop(long timeoutMillis) throws InterruptedException {
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

    void loopBegins() {
        locked(() -> begun = true);
    }

    void loopEnds() {
        locked(() -> ended = true);
    }

    /** @param settlement what to write, or null for nothing */
    void settled(InFlight<D, S> inFlight, S settlement) {
        lock.lock();
        try {
            if (settlement == null) {
                unsettled.remove(inFlight.delivery().lease());
            } else {
                if (finished.isEmpty()) {
                    oldestFinishedNanos = System.nanoTime();
                    // The loop does not know yet when to write it.
                    changed.signalAll();
                }
                finished.add(new Settled<>(inFlight, settlement));
            }
            signalIfDue();
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what no handler has taken. */
    void release(InFlight<D, S> inFlight) {
        locked(() -> toRelease.add(inFlight));
    }

    /** Gives back what a handler has taken and could not even begin with; fetches nothing for a moment. */
    void giveBack(InFlight<D, S> inFlight) {
        locked(() -> {
            toRelease.add(inFlight);
            timer.wake(System.nanoTime() + GIVE_BACK_PAUSE_NANOS);
        });
    }

    /** @param nanos how long the handler took for each delivery, negative if it has not begun */
    void handlersDone(List<Long> nanos) {
        lock.lock();
        try {
            outstanding -= nanos.size();
            nanos.stream().filter(one -> one >= 0).forEach(sizer::handled);
            signalIfDue();
        } finally {
            lock.unlock();
        }
    }

    // Most ends of handlers leave the loop nothing to do, and to wake it takes as long as some handlers.
    private void signalIfDue() {
        int room = room();
        if (state != State.RUNNING
                || exclusives.areWaiting()
                || room > 0 && asleepWithoutRoom
                || stepDue(System.nanoTime(), room)) {
            changed.signalAll();
        }
    }

    /** Waits until there is something to do in the database; null when the loop is to end. */
    Step<D, S> awaitStep() throws InterruptedException {
        lock.lock();
        try {
            while (true) {
                long now = System.nanoTime();
                forgetLapsed(now);
                dispatchExclusive();
                int room = room();
                if (stepDue(now, room)) {
                    return takeStep(now, room);
                }
                if (state == State.STOPPING && unsettled.isEmpty()) {
                    return null;
                }
                asleepWithoutRoom = room == 0;
                changed.awaitNanos(pauseNanos(now, room));
            }
        } finally {
            lock.unlock();
        }
    }

    private int room() {
        return state == State.RUNNING && !exclusives.areWaiting() && !exclusives.isRunning(outstanding > 0)
                ? sizer.limit(dispatcher.concurrency(), outstanding, unsettled.size() - finished.size())
                : 0;
    }

    private boolean stepDue(long now, int room) {
        return fetchDue(now, room) || writeDue(now) || renewDue(now) || !toRelease.isEmpty();
    }

    private boolean fetchDue(long now, int room) {
        return room > 0 && timer.due(now);
    }

    private boolean writeDue(long now) {
        return !finished.isEmpty()
                && (state == State.STOPPING
                        || outstanding == 0
                        || finished.size() >= settings.maxMessagesPerPoll()
                        || now - oldestFinishedNanos >= LINGER_NANOS);
    }

    private boolean renewDue(long now) {
        return settings.extendVisibility() && nextRenewalNanos - now <= 0 && !unsettled.isEmpty();
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

    private Step<D, S> takeStep(long now, int room) {
        int limit = fetchDue(now, room) || writeDue(now) ? room : 0;
        boolean renew = renewDue(now);
        List<Settled<D, S>> settled = finished;
        finished = new ArrayList<>();
        List<InFlight<D, S>> released = new ArrayList<>(toRelease);
        toRelease.clear();
        return new Step<>(settled, limit, released, renew, wakeUps);
    }

    /**
     * Takes in what was fetched; returns what is to be dispatched now.
     *
     * @param leasedNanos when the fetch began
     */
    List<InFlight<D, S>> accept(List<D> deliveries, long leasedNanos) {
        List<InFlight<D, S>> deliver = new ArrayList<>();
        lock.lock();
        try {
            if (!deliveries.isEmpty()) {
                sizer.fetched(System.nanoTime() - leasedNanos);
            }
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

    /** Decides when to fetch next, after a fetch. */
    void fetched(Step<D, S> step, DeliveryStore.Fetched<D> fetched, OptionalLong millisUntilNextVisible) {
        locked(() -> {
            long now = System.nanoTime();
            troubled = false;
            wakeUpsLookedFor = step.wakeUps();
            if (fetched.more() || wakeUps != step.wakeUps()) {
                timer.more(now);
            } else {
                timer.drained(now, !fetched.deliveries().isEmpty(), millisUntilNextVisible);
            }
        });
    }

    /** The deliveries whose leases are to be renewed now. */
    Map<Lease, InFlight<D, S>> dueForRenewal(long now) {
        long oldest = settings.maxVisibilityExtension().toNanos();
        Map<Lease, InFlight<D, S>> due = new LinkedHashMap<>();
        lock.lock();
        try {
            unsettled.forEach((lease, inFlight) -> {
                boolean young = now - inFlight.leasedNanos() < renewalNanos() / 2;
                if (!inFlight.lost() && !young && now - inFlight.fetchedNanos() < oldest) {
                    due.put(lease, inFlight);
                }
            });
        } finally {
            lock.unlock();
        }
        return due;
    }

    void renewed() {
        locked(() -> nextRenewalNanos = System.nanoTime() + renewalNanos());
    }

    void forget(List<InFlight<D, S>> done) {
        lock.lock();
        try {
            done.forEach(inFlight -> unsettled.remove(inFlight.delivery().lease(), inFlight));
        } finally {
            lock.unlock();
        }
    }

    /**
     * Keeps what a step has not done for the next one, and waits. False if the engine stops: then there is no next one.
     *
     * @param releaseAgain whether what the step was to give back is given back again
     */
    boolean retryLater(Step<D, S> step, boolean releaseAgain, long pauseNanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (finished.isEmpty() && !step.settled().isEmpty()) {
                oldestFinishedNanos = System.nanoTime();
            }
            troubled = true;
            changed.signalAll();
            finished.addAll(step.settled());
            if (releaseAgain) {
                toRelease.addAll(step.released());
            } else {
                // Nobody knows whether they are released already, and whose they are then: their leases end by
                // themselves.
                step.released()
                        .forEach(
                                inFlight -> unsettled.remove(inFlight.delivery().lease(), inFlight));
            }
            long until = System.nanoTime() + pauseNanos;
            timer.wake(until);
            // At shutdown nobody waits for a database that is away.
            if (state == State.STOPPING) {
                return false;
            }
            while (state != State.STOPPING && until - System.nanoTime() > 0) {
                changed.awaitNanos(until - System.nanoTime());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void dispatchExclusive() {
        if (outstanding == 0 && exclusives.areWaiting() && state == State.RUNNING && nothingRuns()) {
            outstanding++;
            dispatcher.dispatch(exclusives.next());
        }
    }

    // A handler whose thread is free may go on elsewhere, as asynchronous ones do.
    private boolean nothingRuns() {
        return unsettled.values().stream().allMatch(one -> one.ended() || exclusives.isWaiting(one));
    }

    // A route may lose an exchange, in a queue that is cleared for instance, and then nobody ends its delivery. When
    // its
    // lease has run out the message is anybody's, and the place is needed. One that ends after all is written as usual.
    private void forgetLapsed(long now) {
        if (now - nextLapseNanos >= 0) {
            nextLapseNanos = now + renewalNanos();
            unsettled.values().removeIf(InFlight::lapsed);
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

    private long renewalNanos() {
        return settings.visibilityTimeout().toNanos() / 3;
    }

    private <T> T read(Supplier<T> state) {
        lock.lock();
        try {
            return state.get();
        } finally {
            lock.unlock();
        }
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
