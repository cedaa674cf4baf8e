/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.util.ArrayDeque;
import java.util.Deque;

/** The deliveries that are handled alone: those that wait for their turn, and the one that has it. Not thread-safe. */
final class Exclusives<D extends Delivery, S> {

    private final Deque<InFlight<D, S>> waiting = new ArrayDeque<>();
    /** The one that was dispatched last; null or ended when none runs. */
    private InFlight<D, S> current;

    void add(InFlight<D, S> inFlight) {
        waiting.add(inFlight);
    }

    boolean isWaiting(InFlight<D, S> inFlight) {
        return waiting.contains(inFlight);
    }

    boolean areWaiting() {
        return !waiting.isEmpty();
    }

    /** Gives the next one its turn. */
    InFlight<D, S> next() {
        current = waiting.poll();
        return current;
    }

    /**
     * Whether one has its turn.
     *
     * @param handlerIsBusy whether any handler's thread is busy; one that goes on elsewhere has its turn no longer than its lease
     */
    boolean isRunning(boolean handlerIsBusy) {
        return current != null && !current.ended() && (handlerIsBusy || current.leaseHeld());
    }

    void clear() {
        waiting.clear();
    }
}
