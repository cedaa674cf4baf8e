/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/**
 * One delivery between its fetch and its end. Thread-safe: a route may settle on another thread than it started on.
 *
 * @param <D> what is delivered
 * @param <S> what its end leaves to be written
 */
public final class InFlight<D extends Delivery, S> {

    private enum State {
        WAITING,
        STARTED,
        SETTLED,
        RELEASED
    }

    private final D delivery;
    private final DeliveryAgenda<D, S> agenda;
    private final long fetchedNanos;
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);
    private volatile long leasedNanos;
    private volatile boolean lost;
    private long startedNanos;

    InFlight(D delivery, DeliveryAgenda<D, S> agenda, long leasedNanos) {
        this.delivery = delivery;
        this.agenda = agenda;
        this.fetchedNanos = leasedNanos;
        this.leasedNanos = leasedNanos;
    }

    /** What was fetched. */
    public D delivery() {
        return delivery;
    }

    /**
     * Claims the delivery for the calling handler.
     *
     * @return false if it was released or its lease has run out meanwhile: then it must not be handled
     */
    public boolean start() {
        if (!leaseHeld() || !state.compareAndSet(State.WAITING, State.STARTED)) {
            return false;
        }
        startedNanos = System.nanoTime();
        return true;
    }

    /**
     * Ends the delivery: the engine writes the settlement with its next round trip. Only the first call counts.
     *
     * @param settlement what to write, or null if there is nothing (left) to write
     * @return whether this call has ended it
     */
    public boolean settle(S settlement) {
        if (!state.compareAndSet(State.STARTED, State.SETTLED)) {
            return false;
        }
        agenda.settled(this, settlement);
        return true;
    }

    /** How long it has been handled by now, since {@link #start()}. */
    public long handlingNanos() {
        return System.nanoTime() - startedNanos;
    }

    /**
     * Gives back a delivery with which nothing was done: others can have it at once, and it does not count as one. To be
     * called instead of {@link #settle}, after {@link #start()}.
     */
    public void giveBack() {
        if (state.compareAndSet(State.STARTED, State.RELEASED)) {
            agenda.giveBack(this);
        }
    }

    /** Tells that the handler's thread is free again; to be called exactly once for each dispatched delivery. */
    public void handlerDone() {
        handlersDone(List.of(this));
    }

    /**
     * As {@link #handlerDone()} for deliveries that one thread has handled together: at once, or the engine would fetch for the first that
     * is done.
     */
    static <D extends Delivery, S> void handlersDone(List<InFlight<D, S>> together) {
        long now = System.nanoTime();
        together.get(0)
                .agenda
                .handlersDone(together.stream()
                        .map(one -> one.startedNanos == 0 ? -1 : now - one.startedNanos)
                        .toList());
        together.forEach(InFlight::forgetUnstarted);
    }

    private void forgetUnstarted() {
        if (state.compareAndSet(State.WAITING, State.RELEASED)) {
            // Its lease ran out before it was started, or there was no thread for it: unless somebody else has it by
            // now, it must not count as delivered.
            agenda.release(this);
        }
    }

    /** Whether, as far as this JVM knows, the lease still holds. Only the database can tell for sure. */
    public boolean leaseHeld() {
        return !lost
                && System.nanoTime() - leasedNanos
                        < agenda.settings().visibilityTimeout().toNanos();
    }

    /** Whether a handler has it whose lease has run out. */
    boolean lapsed() {
        return state.get() == State.STARTED && !leaseHeld();
    }

    boolean release() {
        return state.compareAndSet(State.WAITING, State.RELEASED);
    }

    void renewed(long nanos) {
        leasedNanos = nanos;
    }

    void markLost() {
        lost = true;
    }

    /** Whether it is settled or given back. */
    boolean ended() {
        State now = state.get();
        return now == State.SETTLED || now == State.RELEASED;
    }

    boolean lost() {
        return lost;
    }

    long leasedNanos() {
        return leasedNanos;
    }

    long fetchedNanos() {
        return fetchedNanos;
    }
}
