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

    private static final Duration LONGEST = Duration.ofDays(36_525);
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59Z");

    /** @throws IllegalArgumentException if both are given, the duration is negative, or the end is out of all reason */
    public Delay {
        if (duration != null && until != null) {
            throw new IllegalArgumentException("A delay is a duration or an instant, not both");
        }
        if (duration != null && duration.isNegative()) {
            throw new IllegalArgumentException("A delay must not be negative, but is " + duration);
        }
        if (duration != null && duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("A delay must not be longer than 100 years, but is " + duration);
        }
        if (until != null && until.isAfter(LAST)) {
            throw new IllegalArgumentException("A delay must end before the year 10000, but ends " + until);
        }
        // PostgreSQL knows no time before 4713 BC.
        until = until != null && until.isBefore(Instant.EPOCH) ? Instant.EPOCH : until;
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
