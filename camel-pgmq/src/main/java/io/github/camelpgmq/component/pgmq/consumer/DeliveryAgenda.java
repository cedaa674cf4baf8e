/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.consumer.Workload.State;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Where the handlers, the engine's loop and its surplus writer meet: each tells what it has done and waits for what it is
 * to do. Knows no database. Thread-safe.
 *
 * @param <D> what is fetched
 * @param <S> what the end of a delivery leaves to be written
 */
final class DeliveryAgenda<D extends Delivery, S> {

    /** How long a consumer that cannot begin leaves what it has given back to others. */
    private static final long GIVE_BACK_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So many deliveries that a commit of their own is worth it. */
    static final int SURPLUS = 25;

    private final DeliverySettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Condition surplus = lock.newCondition();
    // All below is guarded by the lock.
    private final Workload<D, S> work;
    private long wakeUps;
    private long wakeUpsLookedFor;
    private boolean troubled;
    private boolean begun;
    private boolean ended;
    private boolean loopIsBusy;
    private boolean asleepWithoutRoom;

    DeliveryAgenda(DeliverySettings settings, DeliveryDispatcher<D, S> dispatcher) {
        this.settings = settings;
        this.work = new Workload<>(settings, dispatcher);
    }

    DeliverySettings settings() {
        return settings;
    }

    void wakeUp() {
        locked(() -> {
            wakeUps++;
            work.fetchAt(System.nanoTime());
        });
    }

    /** Waits for a fetch that begins after this call. False if there was none in time or the database is away. */
    boolean look(long timeoutMillis) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            wakeUps++;
            long awaited = wakeUps;
            work.fetchAt(System.nanoTime());
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
            if (work.state() == State.RUNNING) {
                work.halt(State.SUSPENDED);
            }
        });
    }

    void resume() {
        locked(() -> {
            if (work.state() == State.SUSPENDED) {
                work.resume();
            }
        });
    }

    boolean suspended() {
        return read(() -> work.state() == State.SUSPENDED);
    }

    int inFlight() {
        return read(work::inFlight);
    }

    /** What has been in flight for longest. */
    List<D> inFlight(int limit) {
        return read(() -> work.inFlight(limit));
    }

    /** Lets the loop end when all is written, and waits for that. False if it took too long. */
    boolean stop(long timeoutMillis) throws InterruptedException {
        lock.lock();
        try {
            work.halt(State.STOPPING);
            changed.signalAll();
            surplus.signalAll();
            long left = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
            while (begun && !ended && left > 0) {
                left = changed.awaitNanos(left);
            }
            return ended || !begun;
        } finally {
            lock.unlock();
        }
    }

    boolean stopping() {
        return read(() -> work.state() == State.STOPPING);
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
            if (work.settled(inFlight, settlement)) {
                // The loop does not know yet when to write it.
                changed.signalAll();
            }
            if (hasSurplus()) {
                surplus.signal();
            }
            signalIfDue();
        } finally {
            lock.unlock();
        }
    }

    /** Gives back what no handler has taken. */
    void release(InFlight<D, S> inFlight) {
        locked(() -> work.release(inFlight));
    }

    /** Gives back what a handler has taken and could not even begin with; fetches nothing for a moment. */
    void giveBack(InFlight<D, S> inFlight) {
        locked(() -> {
            work.release(inFlight);
            work.fetchAt(System.nanoTime() + GIVE_BACK_PAUSE_NANOS);
        });
    }

    /** @param nanos how long the handler took for each delivery, negative if it has not begun */
    void handlersDone(List<Long> nanos) {
        lock.lock();
        try {
            work.handlersDone(nanos);
            signalIfDue();
        } finally {
            lock.unlock();
        }
    }

    // Most ends of handlers leave the loop nothing to do, and to wake it takes as long as some handlers.
    private void signalIfDue() {
        int room = work.room();
        if (work.state() != State.RUNNING
                || work.exclusivesAreWaiting()
                || room > 0 && asleepWithoutRoom
                || work.stepDue(System.nanoTime(), room)) {
            changed.signalAll();
        }
    }

    /** Waits until there is something to do in the database; null when the loop is to end. */
    Step<D, S> awaitStep() throws InterruptedException {
        lock.lock();
        try {
            loopIsBusy = false;
            while (true) {
                long now = System.nanoTime();
                work.forgetLapsed(now);
                work.dispatchExclusive();
                int room = work.room();
                if (work.stepDue(now, room)) {
                    loopIsBusy = true;
                    return work.takeStep(now, room, wakeUps);
                }
                if (work.state() == State.STOPPING && work.isDone()) {
                    return null;
                }
                asleepWithoutRoom = room == 0;
                changed.awaitNanos(work.pauseNanos(now, room));
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes in what was fetched; returns what is to be dispatched now.
     *
     * @param leasedNanos when the fetch began
     */
    List<InFlight<D, S>> accept(List<D> deliveries, long leasedNanos) {
        List<InFlight<D, S>> fetched = deliveries.stream()
                .map(delivery -> new InFlight<>(delivery, this, leasedNanos))
                .toList();
        return read(() -> work.accept(fetched, leasedNanos));
    }

    /** Decides when to fetch next, after a fetch. */
    void fetched(Step<D, S> step, DeliveryStore.Fetched<D> fetched, OptionalLong millisUntilNextVisible) {
        locked(() -> {
            troubled = false;
            wakeUpsLookedFor = step.wakeUps();
            work.fetched(
                    fetched.more() || wakeUps != step.wakeUps(),
                    !fetched.deliveries().isEmpty(),
                    millisUntilNextVisible);
        });
    }

    /** The deliveries whose leases are to be renewed now. */
    Map<Lease, InFlight<D, S>> dueForRenewal(long now) {
        return read(() -> work.dueForRenewal(now));
    }

    void renewed() {
        locked(work::renewed);
    }

    void forget(List<InFlight<D, S>> done) {
        lock.lock();
        try {
            work.forget(done);
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
            // Nobody knows what of the step is written already, so none of it is written beside the pause.
            loopIsBusy = false;
            troubled = true;
            changed.signalAll();
            work.takeBack(step, releaseAgain);
            work.fetchAt(System.nanoTime() + pauseNanos);
            // At shutdown nobody waits for a database that is away; one that is told to in the pause tries once more.
            if (work.state() == State.STOPPING) {
                return false;
            }
            pause(changed, pauseNanos);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until more has finished than should wait for a loop that is busy. False if that is not so in time. */
    boolean awaitSurplus(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (!hasSurplus() && work.state() != State.STOPPING && left > 0) {
                left = surplus.awaitNanos(left);
            }
            return hasSurplus();
        } finally {
            lock.unlock();
        }
    }

    private boolean hasSurplus() {
        return loopIsBusy && work.hasUnwritten(SURPLUS);
    }

    /** What is to be written beside the loop; nothing when the loop has come for it meanwhile. */
    List<Settled<D, S>> takeSurplus() {
        return read(() -> hasSurplus() ? work.takeToWriteAside() : List.of());
    }

    void surplusWritten(List<Settled<D, S>> written) {
        locked(() -> work.writtenAside(written));
    }

    /** Leaves to the loop what could not be written beside it. */
    void surplusFailed(List<Settled<D, S>> failed) {
        locked(() -> work.notWrittenAside(failed));
    }

    /** Waits, unless the engine stops. */
    void pauseSurplus(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            pause(surplus, nanos);
        } finally {
            lock.unlock();
        }
    }

    private void pause(Condition condition, long nanos) throws InterruptedException {
        long left = nanos;
        while (work.state() != State.STOPPING && left > 0) {
            left = condition.awaitNanos(left);
        }
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
