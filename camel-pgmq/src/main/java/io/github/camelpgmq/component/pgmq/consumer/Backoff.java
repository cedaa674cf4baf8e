/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.util.concurrent.ThreadLocalRandom;

/** Doubling pauses with jitter, from half a second to half a minute. Not thread-safe. */
final class Backoff {

    private static final long FIRST_MILLIS = 500;
    private static final long LAST_MILLIS = 30_000;

    private long millis = FIRST_MILLIS;

    long nextMillis() {
        long pause = millis;
        millis = Math.min(millis * 2, LAST_MILLIS);
        return pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
    }

    void reset() {
        millis = FIRST_MILLIS;
    }
}
