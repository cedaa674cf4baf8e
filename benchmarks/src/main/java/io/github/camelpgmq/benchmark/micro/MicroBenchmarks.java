/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.micro;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Measures what the components do in Java for each message, without a database: time and allocation. System properties:
 * <ul>
 *   <li>{@code benchmark.cases}: a regular expression that is found in the names of the benchmarks to run (all)
 *   <li>{@code benchmark.scale}: the length of an iteration in seconds (1)
 *   <li>{@code benchmark.results}: the directory for {@code micro.md}; none if it is empty. Only a run of all benchmarks
 *       is written there.
 *   <li>{@code benchmark.log}: the file for what JMH itself tells, which is much (jmh.log)
 * </ul>
 */
public final class MicroBenchmarks {

    private static final String ALL = "Benchmark\\.";
    private static final int WARM_UPS = 3;
    private static final int ITERATIONS = 5;
    private static final long MILLIS = 1_000;

    private MicroBenchmarks() {}

    /** @param arguments none; what to run is told by system properties */
    public static void main(String... arguments) throws RunnerException, IOException {
        String chosen = System.getProperty("benchmark.cases", "");
        String results = System.getProperty("benchmark.results", "");
        Path log = Path.of(System.getProperty("benchmark.log", "jmh.log")).toAbsolutePath();
        double seconds = Double.parseDouble(System.getProperty("benchmark.scale", "1"));
        PrintStream out = System.out;
        out.println("Measuring in a JVM for each benchmark, which takes some minutes; progress is in " + log);
        MicroReport report = new MicroReport(rows(run(chosen, log, seconds)));
        out.print(report.terminal());
        if (chosen.isBlank() && !results.isBlank()) {
            Path file = Files.createDirectories(Path.of(results)).resolve("micro.md");
            Files.writeString(file, report.markdown());
            out.println("Written to " + file);
        }
    }

    private static Collection<RunResult> run(String chosen, Path log, double seconds) throws RunnerException {
        TimeValue iteration = TimeValue.milliseconds(Math.max(1, Math.round(seconds * MILLIS)));
        Options options = new OptionsBuilder()
                .include(chosen.isBlank() ? ALL : chosen)
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(iteration)
                .measurementIterations(ITERATIONS)
                .measurementTime(iteration)
                .addProfiler(GCProfiler.class)
                .jvmArgsAppend("-Xms1g", "-Xmx1g")
                .shouldFailOnError(true)
                .output(log.toString())
                .build();
        return new Runner(options).run();
    }

    private static List<MicroResult> rows(Collection<RunResult> results) {
        return results.stream().map(MicroResult::of).toList();
    }
}
