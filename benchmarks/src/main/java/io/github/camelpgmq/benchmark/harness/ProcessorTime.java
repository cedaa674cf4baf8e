/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.Collection;
import java.util.function.ToDoubleFunction;

/**
 * What the processors have done; NaN where it is not known. See {@link ProcessorClock}.
 *
 * @param jvmMillis    milliseconds of this JVM without its compiler
 * @param serverMillis milliseconds of the server
 */
public record ProcessorTime(double jvmMillis, double serverMillis) {

    /** Nothing is known. */
    public static final ProcessorTime UNKNOWN = new ProcessorTime(Double.NaN, Double.NaN);

    /** Both together. */
    public double millis() {
        return jvmMillis + serverMillis;
    }

    /** For each thousand of so many operations. */
    ProcessorTime perThousand(long operations) {
        double thousands = operations / 1000.0;
        return new ProcessorTime(jvmMillis / thousands, serverMillis / thousands);
    }

    /** The medians of several. */
    static ProcessorTime median(Collection<ProcessorTime> times) {
        return new ProcessorTime(median(times, ProcessorTime::jvmMillis), median(times, ProcessorTime::serverMillis));
    }

    private static double median(Collection<ProcessorTime> times, ToDoubleFunction<ProcessorTime> part) {
        return Spread.of(times.stream().mapToDouble(part).toArray()).median();
    }
}
