/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits that double from one failure to the next, with jitter. Not thread-safe. */
public final class Backoff {

    private final long minNanos;
    private final long maxNanos;
    private long nextNanos;

    /**
     * @param min the first wait at the most
     * @param max what it never exceeds
     */
    public Backoff(Duration min, Duration max) {
        this.minNanos = min.toNanos();
        this.maxNanos = max.toNanos();
        this.nextNanos = minNanos;
    }

    /** The next wait in nanoseconds: between half and the whole of the step, so that many nodes do not come back at once. */
    public long next() {
        long step = nextNanos;
        nextNanos = Math.min(maxNanos, step * 2);
        return step / 2 + ThreadLocalRandom.current().nextLong(step / 2 + 1);
    }

    /** Begins with the shortest wait again. */
    public void reset() {
        nextNanos = minNanos;
    }
}
