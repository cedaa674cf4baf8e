/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.time.Duration;

/**
 * How long things take in a hub.
 *
 * @param slice          the longest wait for notifications before new and closed subscriptions are looked at
 * @param keepAlive      how often an idle LISTEN connection is checked
 * @param networkTimeout the longest wait for an answer of the database
 * @param probe          the longest wait for a notification through a pooler
 * @param notifyInterval the shortest time between two NOTIFY statements
 * @param backoffMin     the wait after the first failure
 * @param backoffMax     the longest wait between two attempts
 * @param stop           how long a stop waits for the last NOTIFY, and for the LISTEN connection to close
 */
record Timings(
        Duration slice,
        Duration keepAlive,
        Duration networkTimeout,
        Duration probe,
        Duration notifyInterval,
        Duration backoffMin,
        Duration backoffMax,
        Duration stop) {

    static final Timings DEFAULT = new Timings(
            Duration.ofMillis(200),
            Duration.ofSeconds(30),
            Duration.ofSeconds(10),
            Duration.ofSeconds(3),
            Duration.ofMillis(5),
            Duration.ofMillis(500),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5));

    Backoff backoff() {
        return new Backoff(backoffMin, backoffMax);
    }
}
