/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import io.github.camelpgmq.component.pgmq.consumer.HandlingCounts;
import io.github.camelpgmq.component.pgmq.consumer.HandlingListener;

/**
 * Counts how the handling of one consumer ends, and times it if anybody reads meters. Thread-safe.
 *
 * @param <O> the outcomes there are
 */
public final class HandlingMeters<O extends Enum<O>> implements HandlingListener<O>, AutoCloseable {

    private final MeterGroup meters;
    private final HandlingCounts<O> counts;
    private final HandlingListener<O> timers;

    /**
     * @param meters the consumer's, closed with this
     * @param timer what is timed
     */
    public HandlingMeters(MeterGroup meters, Meter timer, Class<O> outcomes) {
        this.meters = meters;
        this.counts = new HandlingCounts<>(outcomes);
        this.timers = meters.timers(timer, outcomes);
    }

    @Override
    public void handled(O outcome, long nanos) {
        counts.handled(outcome, nanos);
        timers.handled(outcome, nanos);
    }

    /** How handling has ended so far. */
    public HandlingCounts<O> counts() {
        return counts;
    }

    @Override
    public void close() {
        meters.close();
    }
}
