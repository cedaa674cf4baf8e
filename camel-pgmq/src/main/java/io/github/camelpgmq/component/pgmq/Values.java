/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.DurationText;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Understands the values of options and headers. Each method throws IllegalArgumentException saying what is expected. */
public final class Values {

    private static final Pattern DATE = Pattern.compile("[+-]?\\d{4,}-\\d\\d-\\d\\d.*");

    private Values() {}

    /** Text that is not blank. */
    public static String text(Object given) {
        boolean scalar = given instanceof CharSequence || given instanceof Number || given instanceof Boolean;
        if (!scalar || given.toString().isBlank()) {
            throw new IllegalArgumentException("expected is some text");
        }
        return given.toString();
    }

    /** What understands the constants of an enum, as such or as their texts in any letter case. */
    public static <E extends Enum<E>> Function<Object, E> oneOf(Class<E> type) {
        return given -> {
            String text = given.toString().trim();
            for (E constant : type.getEnumConstants()) {
                if (constant == given || constant.toString().equalsIgnoreCase(text)) {
                    return constant;
                }
            }
            throw new IllegalArgumentException("expected is one of " + Arrays.toString(type.getEnumConstants()));
        };
    }

    /** A Boolean, as such or as text. */
    public static boolean flag(Object given) {
        String text = given.toString().trim();
        if (!"true".equalsIgnoreCase(text) && !"false".equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("expected is true or false");
        }
        return Boolean.parseBoolean(text);
    }

    /** A UUID, as such or as text. */
    public static UUID uuid(Object given) {
        if (given instanceof UUID id) {
            return id;
        }
        String text = given.toString().trim();
        try {
            UUID id = UUID.fromString(text);
            // It takes 1-1-1-1-1 too, which the database does not.
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected is a UUID", e);
        }
        throw new IllegalArgumentException("expected is a UUID");
    }

    /** A whole number, as such or as text. */
    public static long number(Object given) {
        try {
            return new BigDecimal(given.toString().trim()).longValueExact();
        } catch (NumberFormatException | ArithmeticException e) {
            throw new IllegalArgumentException("expected is a whole number", e);
        }
    }

    /** A whole number from 1 on. */
    public static int quantity(Object given) {
        long number = number(given);
        if (number < 1 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("expected is a number from 1 on");
        }
        return (int) number;
    }

    /** A Duration, a number of milliseconds, or text such as 30s, PT30S or 30000. */
    public static Duration duration(Object given) {
        if (given instanceof Duration duration) {
            return duration;
        }
        if (given instanceof Number) {
            return Duration.ofMillis(number(given));
        }
        return DurationText.parse(text(given));
    }

    /** A duration of a millisecond or more. */
    public static Duration timeout(Object given) {
        Duration duration = duration(given);
        if (duration.toMillis() < 1) {
            throw new IllegalArgumentException("expected is 1ms or more");
        }
        return duration;
    }

    /** A duration of whole seconds, not negative. */
    public static Duration seconds(Object given) {
        Duration duration = duration(given);
        if (duration.getNano() != 0 || duration.isNegative() || duration.toSeconds() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "expected are whole seconds from 0s to " + Integer.MAX_VALUE + "s; numbers are milliseconds");
        }
        return duration;
    }

    /** A duration, or an instant as {@link #instant} takes it. */
    public static Delay delay(Object given) {
        boolean date = given instanceof CharSequence
                && DATE.matcher(given.toString().trim()).matches();
        return date || isInstant(given) ? Delay.until(instant(given)) : Delay.of(duration(given));
    }

    private static boolean isInstant(Object given) {
        return given instanceof Instant
                || given instanceof OffsetDateTime
                || given instanceof ZonedDateTime
                || given instanceof Date
                || given instanceof Calendar;
    }

    /** An instant in one of the types of java.time and java.util or as ISO text with a zone. */
    public static Instant instant(Object given) {
        if (given instanceof Instant instant) {
            return instant;
        }
        if (given instanceof OffsetDateTime time) {
            return time.toInstant();
        }
        if (given instanceof ZonedDateTime time) {
            return time.toInstant();
        }
        if (given instanceof Date date) {
            return Instant.ofEpochMilli(date.getTime());
        }
        if (given instanceof Calendar calendar) {
            return calendar.toInstant();
        }
        try {
            return ZonedDateTime.parse(text(given).trim()).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "expected is an instant with a zone such as 2030-01-01T00:00:00Z or 2030-01-01T00:00:00+01:00", e);
        }
    }
}
