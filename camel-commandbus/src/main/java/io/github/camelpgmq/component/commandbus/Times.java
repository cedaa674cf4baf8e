/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Date;

/** Understands points in time in headers. */
final class Times {

    private Times() {}

    /**
     * An instant in one of the usual types, or as ISO text with a zone.
     *
     * @throws IllegalArgumentException saying what is expected
     */
    static Instant instant(Object given) {
        if (given instanceof Instant instant) {
            return instant;
        }
        if (given instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (given instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        try {
            return ZonedDateTime.parse(given.toString()).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("expected is an instant such as 2030-01-01T00:00:00Z", e);
        }
    }
}
