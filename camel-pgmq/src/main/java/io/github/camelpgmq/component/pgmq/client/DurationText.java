/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Camel's users write them, without Camel's habit of taking what it does not understand for zero. */
public final class DurationText {

    private static final Pattern PARTS =
            Pattern.compile("(?:(\\d+)d)?(?:(\\d+)h)?(?:(\\d+)m(?!s))?(?:(\\d+)s)?(?:(\\d+)(?:ms)?)?");
    private static final Duration[] UNITS = {
        Duration.ofDays(1), Duration.ofHours(1), Duration.ofMinutes(1), Duration.ofSeconds(1), Duration.ofMillis(1)
    };

    private DurationText() {}

    /**
     * Parses {@code 30s}, {@code 1h30m}, {@code 500ms}, {@code 500} (milliseconds) or ISO text ({@code PT30S}).
     *
     * @throws IllegalArgumentException if it is none of these, is negative or is out of range
     */
    public static Duration parse(String text) {
        String trimmed = text.trim();
        try {
            Duration duration = trimmed.startsWith("P") ? Duration.parse(trimmed) : sum(trimmed);
            if (duration != null && !duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
            throw refused(text, e);
        }
        throw refused(text, null);
    }

    private static Duration sum(String text) {
        Matcher parts = PARTS.matcher(text);
        if (text.isEmpty() || !parts.matches()) {
            return null;
        }
        Duration sum = Duration.ZERO;
        for (int i = 0; i < UNITS.length; i++) {
            if (parts.group(i + 1) != null) {
                sum = sum.plus(UNITS[i].multipliedBy(Long.parseLong(parts.group(i + 1))));
            }
        }
        return sum;
    }

    private static IllegalArgumentException refused(String text, Exception cause) {
        return new IllegalArgumentException(
                "'" + text + "' is not a duration such as 30s, 1h30m, PT30S or 500 (milliseconds)", cause);
    }
}
