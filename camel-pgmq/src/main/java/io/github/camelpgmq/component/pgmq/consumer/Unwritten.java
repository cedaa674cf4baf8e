/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What has ended and waits to be written. Not thread-safe: an agenda's lock guards it. */
final class Unwritten<D extends Delivery, S> {

    /** How long one waits for company. */
    private static final long LINGER_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final int group;
    private List<Settled<D, S>> waiting = new ArrayList<>();
    private long oldestNanos;

    /** @param group how many are enough company */
    Unwritten(int group) {
        this.group = group;
    }

    void add(Settled<D, S> settled) {
        addAll(List.of(settled));
    }

    void addAll(List<Settled<D, S>> settled) {
        if (waiting.isEmpty() && !settled.isEmpty()) {
            oldestNanos = System.nanoTime();
        }
        waiting.addAll(settled);
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    int size() {
        return waiting.size();
    }

    /** Whether they have waited for long enough, or are enough. */
    boolean due(long now) {
        return !waiting.isEmpty() && (waiting.size() >= group || untilDue(now) <= 0);
    }

    /** Nanoseconds until {@link #due}, if there are no more until then; not to be asked for when there are none. */
    long untilDue(long now) {
        return oldestNanos + LINGER_NANOS - now;
    }

    List<Settled<D, S>> take() {
        List<Settled<D, S>> taken = waiting;
        waiting = new ArrayList<>();
        return taken;
    }
}
