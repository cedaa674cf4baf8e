/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * What to run, from system properties.
 *
 * @param cases    ids of cases or beginnings of such; empty for all ({@code benchmark.cases}, with commas)
 * @param rounds   how many are timed ({@code benchmark.rounds}, 7)
 * @param scale    multiplies the amounts of work ({@code benchmark.scale}, 1)
 * @param settling how long the server's backends are given to report their commits ({@code benchmark.settling}, 11 seconds;
 *     0 leaves them uncounted)
 * @param results  where the report goes ({@code benchmark.results}); null for none
 */
public record Settings(List<String> cases, int rounds, double scale, Duration settling, Path results) {

    static Settings fromSystemProperties() {
        String results = System.getProperty("benchmark.results", "");
        return new Settings(
                Arrays.stream(System.getProperty("benchmark.cases", "").split(","))
                        .map(String::trim)
                        .filter(id -> !id.isEmpty())
                        .toList(),
                Integer.getInteger("benchmark.rounds", 7),
                Double.parseDouble(System.getProperty("benchmark.scale", "1")),
                Duration.ofSeconds(Integer.getInteger("benchmark.settling", 11)),
                results.isBlank() ? null : Path.of(results));
    }

    boolean includes(String id) {
        return cases.isEmpty() || cases.stream().anyMatch(id::startsWith);
    }

    /** An amount of work; at least one. */
    public int scaled(int amount) {
        return Math.max(1, (int) Math.round(amount * scale));
    }
}
