/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.micro;

import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What one benchmark has come to.
 *
 * @param name  what was done, in words
 * @param nanos time of one operation
 * @param error half the width of the 99.9 % confidence interval of the time
 * @param bytes allocated by one operation
 */
record MicroResult(String name, double nanos, double error, double bytes) {

    private static final String SUFFIX = "Benchmark";

    static MicroResult of(RunResult result) {
        Result<?> time = result.getPrimaryResult();
        return new MicroResult(
                name(result.getParams().getBenchmark()), time.getScore(), time.getScoreError(), allocated(result));
    }

    private static double allocated(RunResult result) {
        Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
        if (bytes == null) {
            throw new IllegalStateException("JMH's GC profiler has not told the allocation of "
                    + result.getParams().getBenchmark());
        }
        return bytes.getScore();
    }

    /** {@code a.b.ReceivedMessageBenchmark.toExchange} is "received message: to exchange". */
    private static String name(String benchmark) {
        String[] parts = benchmark.split("\\.");
        String of = parts[parts.length - 2];
        return words(of.substring(0, of.length() - SUFFIX.length())) + ": " + words(parts[parts.length - 1]);
    }

    private static String words(String camelCase) {
        return camelCase
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT)
                .replace("json", "JSON");
    }
}
