/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.Settings;
import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.Contestant;
import io.github.camelpgmq.benchmark.harness.Goal;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A long backlog and little memory. */
public final class PgmqBacklogCases {

    private static final int REPETITIONS = 20;
    private static final double MEGABYTE = 1024.0 * 1024;
    private static final String MOST_HEAP = "heap MB, most after a collection";

    private PgmqBacklogCases() {}

    /** Its case. */
    public static List<Case> all(Settings settings) {
        int large = settings.scaled(1_000_000);
        int small = settings.scaled(10_000);
        return List.of(new Case(
                "pgmq-backlog-1m",
                "pgmq: consume a long backlog in a JVM of its own, -Xmx128m",
                "messages",
                List.of(
                        new Contestant("backlog of " + large, database -> new Child(database, large, 1)),
                        new Contestant("backlog of " + small, database -> new Child(database, small, REPETITIONS))),
                List.of(
                        Goal.rateOf("backlog of " + small, 0.90),
                        Goal.atMost(
                                MOST_HEAP + ", against the short backlog",
                                result -> result.ours().reading(MOST_HEAP).median()
                                        / result.contestant("backlog of " + small)
                                                .reading(MOST_HEAP)
                                                .median(),
                                1.5)),
                "Each has a JVM of its own that lives through all rounds. The short backlog is refilled " + REPETITIONS
                        + " times in a round; filling is not timed. Costs count nothing of another JVM but statements and"
                        + " WAL, those of filling included."));
    }

    /** Drains a queue so many times in a round, with a {@link SmallConsumer}. */
    private static final class Child implements RoundRunner {

        private final Backlog backlog;
        private final int messages;
        private final int times;
        private final Process process;
        private final BufferedReader output;
        private final Writer input;

        Child(BenchmarkDatabase database, int messages, int times) throws IOException {
            this.backlog = new Backlog(database, "bench0");
            this.messages = messages;
            this.times = times;
            this.process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Xmx128m",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SmallConsumer.class.getName(),
                            database.database().jdbcUrl(),
                            database.database().username(),
                            Objects.toString(database.database().password(), ""),
                            backlog.queue())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            this.output = process.inputReader(StandardCharsets.UTF_8);
            this.input = process.outputWriter(StandardCharsets.UTF_8);
            answer("ready");
        }

        @Override
        public void prepare() {
            backlog.refill(messages);
        }

        @Override
        public Sample run() throws IOException {
            long nanos = 0;
            double heapBefore = 0;
            double heapAfter = 0;
            double mostHeap = 0;
            for (int i = 0; i < times; i++) {
                if (i > 0) {
                    backlog.refill(messages);
                }
                input.write(messages + "\n");
                input.flush();
                String[] done = answer("done").split(" ");
                nanos += Long.parseLong(done[1]);
                heapBefore = i == 0 ? Long.parseLong(done[2]) / MEGABYTE : heapBefore;
                heapAfter = Long.parseLong(done[3]) / MEGABYTE;
                mostHeap = Math.max(mostHeap, Long.parseLong(done[4]) / MEGABYTE);
                awaitEmpty();
            }
            return Sample.throughput((long) messages * times, nanos)
                    .with(Map.of(
                            "heap MB, at the start",
                            heapBefore,
                            "heap MB, at the end",
                            heapAfter,
                            MOST_HEAP,
                            mostHeap));
        }

        /** The last acknowledgements follow within moments. */
        private void awaitEmpty() {
            long start = System.nanoTime();
            while (!backlog.isEmpty()) {
                if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(20)) {
                    backlog.requireEmpty();
                }
                Thread.onSpinWait();
            }
        }

        /** The next line that begins like that; others are log lines. */
        private String answer(String beginning) throws IOException {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
            throw new IllegalStateException("The other JVM has ended before it was " + beginning);
        }

        @Override
        public void close() throws IOException {
            process.destroyForcibly();
            output.close();
        }
    }
}
