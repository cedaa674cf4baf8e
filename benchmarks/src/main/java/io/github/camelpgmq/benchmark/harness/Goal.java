/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What ours is to reach in a case. It is reported, never asserted.
 *
 * @param text  what is compared, such as {@code rate / raw}
 * @param value what was reached, its median and its spread over the rounds where it has one; NaN where it was not measured
 * @param least whether the bound is the least or the most
 * @param bound the bound
 * @param other the contestant whose rate ours is divided by; empty where the value is not such a ratio
 */
public record Goal(
        String text, Function<CaseResult, Spread> value, boolean least, double bound, Optional<String> other) {

    /** Ours is at least this part of the other's rate: the median of the rounds' ratios. */
    public static Goal rateOf(String other, double bound) {
        return new Goal("rate / " + other, result -> result.ratio(other), true, bound, Optional.of(other));
    }

    /** At least so many of the value. */
    public static Goal atLeast(String text, ToDoubleFunction<CaseResult> value, double bound) {
        return new Goal(text, single(value), true, bound, Optional.empty());
    }

    /** At most so many of the value. */
    public static Goal atMost(String text, ToDoubleFunction<CaseResult> value, double bound) {
        return new Goal(text, single(value), false, bound, Optional.empty());
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

    /** What a result reaches; NaN where it was not measured. */
    public double reached(CaseResult result) {
        return value.apply(result).median();
    }

    /** Whether a result reaches it; never where it was not measured. */
    public boolean isReached(CaseResult result) {
        double reached = reached(result);
        return least ? reached >= bound : reached <= bound;
    }

    /** Such as {@code rate / raw >= 0.90}. */
    public String aim() {
        return text + (least ? " >= " : " <= ") + Numbers.text(bound);
    }

    /** One of {@code reached}, {@code MISSED} and {@code not measured}. */
    public String outcome(CaseResult result) {
        if (Double.isNaN(reached(result))) {
            return "not measured";
        }
        return isReached(result) ? "reached" : "MISSED";
    }

    /** Such as {@code rate / raw >= 0.90: 0.93, reached; by processor time 0.95}. */
    public String verdict(CaseResult result) {
        double byProcessor = byProcessorTime(result);
        return String.format(Locale.ROOT, "%s: %s, %s", aim(), Numbers.text(reached(result)), outcome(result))
                + (Double.isNaN(byProcessor) ? "" : "; by processor time " + Numbers.text(byProcessor));
    }

    /** What a ratio of rates were if processor time alone decided; NaN for other goals and where it is not known. */
    public double byProcessorTime(CaseResult result) {
        return other.map(result::ratioByProcessorTime).orElse(Double.NaN);
    }

    private static Function<CaseResult, Spread> single(ToDoubleFunction<CaseResult> value) {
        return result -> Spread.of(value.applyAsDouble(result));
    }
}
