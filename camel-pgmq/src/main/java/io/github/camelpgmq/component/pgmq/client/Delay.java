/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a message stays invisible after it was sent: a duration by the database's clock, or until an instant.
 *
 * @param duration the duration, or null
 * @param until the instant, or null; one that is over means no delay
 */
public record Delay(Duration duration, Instant until) {

    /** Visible at once. */
    public static final Delay NONE = new Delay(null, null);

    /** @throws IllegalArgumentException if both are given, or the duration is negative */
    public Delay {
        if (duration != null && until != null) {
            throw new IllegalArgumentException("A delay is a duration or an instant, not both");
        }
        if (duration != null && duration.isNegative()) {
            throw new IllegalArgumentException("A delay must not be negative, but is " + duration);
        }
    }

    /** A delay of this duration; null for none. */
    public static Delay of(Duration duration) {
        return duration == null ? NONE : new Delay(duration, null);
    }

    /** A delay until this instant. */
    public static Delay until(Instant instant) {
        return new Delay(null, instant);
    }
}
