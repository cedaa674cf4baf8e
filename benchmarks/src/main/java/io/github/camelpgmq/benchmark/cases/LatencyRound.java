/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Messages that come to a receiver which waits for them: how long each is under way. */
final class LatencyRound implements RoundRunner {

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final int messages;
    private final Arrivals arrivals;
    private final SendTimes.Sender sender;
    private final Function<SendTimes, long[]> begin;
    private final Check check;
    private final List<AutoCloseable> parts;

    /** Looks whether all work is done. */
    @FunctionalInterface
    interface Check {
        void run() throws Exception;
    }

    /**
     * @param begin from when the latency counts
     * @param check after each round, not timed
     * @param parts what is closed at the end, in this order, after the sender
     */
    LatencyRound(
            int messages,
            Arrivals arrivals,
            SendTimes.Sender sender,
            Function<SendTimes, long[]> begin,
            Check check,
            AutoCloseable... parts) {
        this.messages = messages;
        this.arrivals = arrivals;
        this.sender = sender;
        this.begin = begin;
        this.check = check;
        this.parts = List.of(parts);
    }

    @Override
    public void prepare() {
        arrivals.expect(messages);
    }

    @Override
    public Sample run() throws Exception {
        long start = System.nanoTime();
        SendTimes sent = sender.send(messages);
        long[] came = arrivals.await();
        long nanos = System.nanoTime() - start;
        check.run();
        return Sample.latencies(minus(came, begin.apply(sent)), nanos)
                .with(Map.of("p50 ms from the call of send", median(minus(came, sent.called())) / 1e6));
    }

    @Override
    public void close() throws Exception {
        sender.close();
        for (AutoCloseable part : parts) {
            part.close();
        }
    }

    /** What was handled is acknowledged, soon. */
    static Check emptied(BenchmarkDatabase database, String queue) {
        return () -> {
            long start = System.nanoTime();
            while (database.number("SELECT count(*) FROM pgmq.q_" + queue) > 0) {
                if (System.nanoTime() - start > PATIENCE_NANOS) {
                    throw new IllegalStateException("Queue '" + queue + "' still holds messages that were handled");
                }
                TimeUnit.MILLISECONDS.sleep(1);
            }
        };
    }

    private static long[] minus(long[] end, long[] begin) {
        long[] difference = new long[end.length];
        Arrays.setAll(difference, i -> end[i] - begin[i]);
        return difference;
    }

    private static double median(long[] values) {
        return Arrays.stream(values)
                .sorted()
                .skip((values.length - 1) / 2)
                .findFirst()
                .orElseThrow();
    }
}
