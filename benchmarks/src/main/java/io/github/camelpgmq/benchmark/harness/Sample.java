/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.Map;

/**
 * What a round has measured.
 *
 * @param operations how many messages, commands or requests were done
 * @param nanos      how long all of them took together
 * @param latencies  nanoseconds of each that was timed on its own; empty where that says nothing
 * @param readings   other values by name, with their unit in the name
 */
public record Sample(long operations, long nanos, long[] latencies, Map<String, Double> readings) {

    private static final long[] NONE = {};

    /** A round of which only the throughput counts. */
    public static Sample throughput(long operations, long nanos) {
        return new Sample(operations, nanos, NONE, Map.of());
    }

    /** A round whose operations were timed one by one. */
    public static Sample latencies(long[] nanosOfEach, long nanos) {
        return new Sample(nanosOfEach.length, nanos, nanosOfEach, Map.of());
    }

    /** The same with other values beside it. */
    public Sample with(Map<String, Double> more) {
        return new Sample(operations, nanos, latencies, more);
    }

    /** Operations per second. */
    public double rate() {
        return operations * 1e9 / nanos;
    }
}
