/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.time.Duration;

/**
 * Decides when to fetch and how many messages to hold ready beside those being handled: as many as the handlers, at the
 * speed they have shown, take within a short horizon, and fetched while what they have still lasts as long as a fetch takes.
 * Fast handlers get full fetches and never wait for one, slow ones hardly let a message wait in memory. Not thread-safe.
 */
final class FetchSizer {

    // Several round trips long, so that handlers do not run dry; short, so that other workers get their share.
    private static final long HORIZON_NANOS = Duration.ofMillis(100).toNanos();
    private static final double WEIGHT = 0.1;

    private final int maxMessagesPerPoll;
    private final long horizonNanos;
    private final boolean readsAhead;
    private double handlerNanos = -1;
    private double fetchNanos;

    /** @param readsAhead whether anything is held ready at all */
    FetchSizer(DeliverySettings settings, boolean readsAhead) {
        this.readsAhead = readsAhead;
        this.maxMessagesPerPoll = settings.maxMessagesPerPoll();
        this.horizonNanos = Math.min(HORIZON_NANOS, settings.visibilityTimeout().toNanos() / 2);
    }

    void handled(long nanos) {
        handlerNanos = handlerNanos < 0 ? nanos : handlerNanos + WEIGHT * (nanos - handlerNanos);
    }

    /** @param nanos how long a fetch has taken that has brought something */
    void fetched(long nanos) {
        fetchNanos += WEIGHT * (nanos - fetchNanos);
    }

    /**
     * How many messages to fetch now.
     *
     * @param concurrency handlers that may run at once
     * @param outstanding deliveries that are with the handlers or wait for one
     * @param unsettled deliveries that have not ended, those included; what has ended is being written or will be with the fetch
     */
    int limit(int concurrency, int outstanding, int unsettled) {
        int buffer = takenWithin(horizonNanos, concurrency);
        int meanwhile = Math.min(buffer, takenWithin(fetchNanos, concurrency));
        boolean enoughInHand = buffer > 0 ? outstanding > concurrency + meanwhile : outstanding >= concurrency;
        if (concurrency == 0 || enoughInHand) {
            return 0;
        }
        // A route may hand its exchanges over and free the handler; what it holds is bounded all the same.
        int most = concurrency + meanwhile;
        int room = Math.min(most + buffer - outstanding, most + maxMessagesPerPoll - unsettled);
        return Math.max(0, Math.min(maxMessagesPerPoll, room));
    }

    private int takenWithin(double nanos, int concurrency) {
        if (handlerNanos < 0 || !readsAhead) {
            return 0;
        }
        return (int) Math.min(maxMessagesPerPoll, concurrency * nanos / Math.max(1, handlerNanos));
    }
}
