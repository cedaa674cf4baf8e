/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark;

import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.Profiler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What to run, from system properties. Where to run it is told by those of
 * {@link io.github.camelpgmq.embedded.PgmqServerConfig}, of which the Maven profile {@code benchmark} passes on
 * {@code pgmq.instance}, {@code pgmq.url} and {@code pgmq.username}. It passes no password, which every user of the machine
 * could read in the list of processes, so do not write one into {@code pgmq.url} either: the driver takes the password of
 * an existing server from {@code ~/.pgpass}, or from the file that the environment variable {@code PGPASSFILE} names.
 *
 * @param cases    ids of cases, or beginnings of ids; empty for all ({@code benchmark.cases}, with commas)
 * @param rounds   how many are timed ({@code benchmark.rounds}, 7)
 * @param scale    multiplies the amounts of work ({@code benchmark.scale}, 1)
 * @param settling how long the server's backends are given to report their commits ({@code benchmark.settling}, 11 seconds;
 *     0 leaves them uncounted)
 * @param results  where the report goes ({@code benchmark.results}); null for none
 * @param profile  whether as many more rounds of ours are profiled for a flame graph ({@code benchmark.profile}, false)
 */
public record Settings(List<String> cases, int rounds, double scale, Duration settling, Path results, boolean profile) {

    /** @throws IllegalArgumentException if a value is out of range; the message names the property */
    public Settings {
        cases = List.copyOf(cases);
        if (rounds < 1) {
            throw new IllegalArgumentException("benchmark.rounds=" + rounds + ": give at least 1");
        }
        if (!(scale > 0 && Double.isFinite(scale))) {
            throw new IllegalArgumentException(
                    "benchmark.scale=" + scale + ": give a number above 0, such as 0.1 for a tenth of the work");
        }
        if (settling.isNegative()) {
            throw new IllegalArgumentException("benchmark.settling=" + settling.toSeconds()
                    + ": give seconds, or 0 to leave the commits uncounted");
        }
        if (profile && !Profiler.isAvailable()) {
            throw new IllegalArgumentException(
                    "benchmark.profile=true: this JVM has no Flight Recorder; take another one");
        }
    }

    static Settings fromSystemProperties() {
        return new Settings(
                Arrays.stream(System.getProperty("benchmark.cases", "").split(","))
                        .map(String::trim)
                        .filter(id -> !id.isEmpty())
                        .toList(),
                value("benchmark.rounds", Integer::valueOf, 7),
                value("benchmark.scale", Double::valueOf, 1.0),
                Duration.ofSeconds(value("benchmark.settling", Integer::valueOf, 11)),
                value("benchmark.results", Path::of, null),
                value("benchmark.profile", Settings::flag, false));
    }

    /**
     * The chosen ones of all cases.
     *
     * @throws IllegalArgumentException if there is no case of a name; the message lists the ids
     */
    List<Case> chosen(List<Case> all) {
        for (String name : cases) {
            if (all.stream().noneMatch(one -> one.id().startsWith(name))) {
                throw new IllegalArgumentException("benchmark.cases: no case begins with '" + name + "'; there are "
                        + all.stream().map(Case::id).collect(Collectors.joining(", ")));
            }
        }
        return all.stream()
                .filter(one -> cases.isEmpty() || cases.stream().anyMatch(name -> means(name, one.id(), all)))
                .toList();
    }

    /** An amount of work; at least one. */
    public int scaled(int amount) {
        return Math.max(1, (int) Math.round(amount * scale));
    }

    private static boolean means(String name, String id, List<Case> all) {
        boolean whole = all.stream().anyMatch(one -> one.id().equals(name));
        return whole ? id.equals(name) : id.startsWith(name);
    }

    private static boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("give true or false");
        }
        return text.equals("true");
    }

    private static <T> T value(String property, Function<String, T> parser, T ifNone) {
        String text = System.getProperty(property, "").trim();
        try {
            return text.isEmpty() ? ifNone : parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(property + "=" + text + " cannot be understood: " + e.getMessage(), e);
        }
    }
}
