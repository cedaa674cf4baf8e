/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Knows when to look into the queue next: at once while it may hold more, when the next invisible message becomes
 * visible, or after a pause that grows from a few milliseconds to the poll interval. Not thread-safe.
 */
final class PollTimer {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final long pollIntervalNanos;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long nextNanos;

    PollTimer(Duration pollInterval, long now) {
        this.pollIntervalNanos = pollInterval.toNanos();
        this.nextNanos = now;
    }

    long nextNanos() {
        return nextNanos;
    }

    boolean due(long now) {
        return nextNanos - now <= 0;
    }

    /** Something may have come. */
    void wake(long now) {
        nextNanos = now;
    }

    /** The last fetch came back full. */
    void more(long now) {
        pauseNanos = FIRST_PAUSE_NANOS;
        nextNanos = now;
    }

    /** The last fetch came back with less than asked. */
    void drained(long now, boolean gotSome, OptionalLong millisUntilNextVisible) {
        if (gotSome) {
            pauseNanos = FIRST_PAUSE_NANOS;
        }
        long pause = Math.min(pauseNanos, pollIntervalNanos);
        pauseNanos = Math.min(pauseNanos * 4, pollIntervalNanos);
        if (millisUntilNextVisible.isPresent()) {
            pause = Math.min(pause, TimeUnit.MILLISECONDS.toNanos(millisUntilNextVisible.getAsLong()));
        }
        nextNanos = now + pause;
    }
}
