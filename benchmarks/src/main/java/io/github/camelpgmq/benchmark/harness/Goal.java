/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What ours is to reach in a case. It is reported, never asserted.
 *
 * @param text  what is compared, such as {@code rate / raw}
 * @param value what was reached; NaN where it was not measured
 * @param least whether the bound is the least or the most
 * @param bound the bound
 */
public record Goal(String text, ToDoubleFunction<CaseResult> value, boolean least, double bound) {

    /** Ours is at least this part of the other's rate: the median of the rounds' ratios. */
    public static Goal rateOf(String other, double bound) {
        return atLeast("rate / " + other, result -> result.ratio(other).median(), bound);
    }

    /** At least so many of the value. */
    public static Goal atLeast(String text, ToDoubleFunction<CaseResult> value, double bound) {
        return new Goal(text, value, true, bound);
    }

    /** At most so many of the value. */
    public static Goal atMost(String text, ToDoubleFunction<CaseResult> value, double bound) {
        return new Goal(text, value, false, bound);
    }

    /** At most so many milliseconds at a percentile of ours. */
    public static Goal latency(int percentile, double millis) {
        return atMost("p" + percentile + " ms", result -> result.ours().latencyMillis(percentile), millis);
    }

    /** At most so many commits for each thousand operations of ours. */
    public static Goal commitsPerThousand(double bound) {
        return atMost("commits per 1,000", result -> result.ours().costs().commits(), bound);
    }

    /** At most so many round trips for each thousand operations of ours. */
    public static Goal roundTripsPerThousand(double bound) {
        return atMost("round trips per 1,000", result -> result.ours().costs().roundTrips(), bound);
    }

    /** Whether a result reaches it; never where it was not measured. */
    public boolean isReached(CaseResult result) {
        double reached = value.applyAsDouble(result);
        return least ? reached >= bound : reached <= bound;
    }

    /** Such as {@code rate / raw >= 0.90: 0.93, reached}. */
    public String verdict(CaseResult result) {
        return String.format(
                Locale.ROOT,
                "%s %s %s: %s, %s",
                text,
                least ? ">=" : "<=",
                Numbers.text(bound),
                Numbers.text(value.applyAsDouble(result)),
                isReached(result) ? "reached" : "MISSED");
    }
}
