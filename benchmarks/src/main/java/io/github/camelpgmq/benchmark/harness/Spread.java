/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.Arrays;

/**
 * The middle and the ends of some values.
 *
 * @param median the middle one, or half way between the middle two
 * @param least  the least
 * @param most   the most
 */
public record Spread(double median, double least, double most) {

    /** Of nothing. */
    public static final Spread NONE = new Spread(Double.NaN, Double.NaN, Double.NaN);

    /** Of any number of values. */
    public static Spread of(double... values) {
        if (values.length == 0) {
            return NONE;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }
}
