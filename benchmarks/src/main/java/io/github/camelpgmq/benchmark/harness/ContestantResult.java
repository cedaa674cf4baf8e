/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * What a contestant has reached in a case.
 *
 * @param name    its name
 * @param samples of the rounds, in their order
 * @param costs   for each thousand operations
 */
public record ContestantResult(String name, List<Sample> samples, Costs costs) {

    public ContestantResult {
        samples = List.copyOf(samples);
    }

    /** Operations per second. */
    public Spread rate() {
        return Spread.of(samples.stream().mapToDouble(Sample::rate).toArray());
    }

    /** Whether its operations were timed one by one. */
    public boolean hasLatencies() {
        return samples.stream().anyMatch(sample -> sample.latencies().length > 0);
    }

    /** The latency, in milliseconds, that so many percent of all rounds' operations stay below; NaN if none was timed. */
    public double latencyMillis(double percentile) {
        long[] all = samples.stream()
                .flatMapToLong(sample -> LongStream.of(sample.latencies()))
                .sorted()
                .toArray();
        if (all.length == 0) {
            return Double.NaN;
        }
        int index = (int) Math.ceil(percentile / 100 * all.length) - 1;
        return all[Math.max(0, index)] / 1e6;
    }

    /** The names of its other values. */
    public Set<String> readings() {
        Set<String> names = new TreeSet<>();
        samples.forEach(sample -> names.addAll(sample.readings().keySet()));
        return names;
    }

    /** Another value, over the rounds that have it. */
    public Spread reading(String reading) {
        return Spread.of(samples.stream()
                .map(sample -> sample.readings().get(reading))
                .filter(value -> value != null)
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    /** Its rate of each round divided by the other's of the same round. */
    Spread ratioTo(ContestantResult other) {
        double[] ratios = new double[Math.min(samples.size(), other.samples.size())];
        Arrays.setAll(ratios, i -> samples.get(i).rate() / other.samples.get(i).rate());
        return Spread.of(ratios);
    }
}
