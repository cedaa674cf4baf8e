/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import io.github.camelpgmq.component.pgmq.PgmqConstants;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Endpoint;

/**
 * Messages with delays, sent in bursts. While they are awaited nothing is sent, so that no notification helps the receiver
 * to be in time.
 */
final class DelayedRound implements RoundRunner {

    private static final int BURST = 20;
    private static final int SHORTEST_MILLIS = 300;
    private static final int LONGEST_MILLIS = 1_300;
    /** The clock of the database may be adjusted meanwhile. */
    private static final long TOLERANCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final int messages;
    private final Arrivals arrivals;
    private final CamelNode node;
    private final Endpoint endpoint;
    private final LatencyRound.Check check;

    DelayedRound(int messages, Arrivals arrivals, CamelNode node, Endpoint endpoint, LatencyRound.Check check) {
        this.messages = messages;
        this.arrivals = arrivals;
        this.node = node;
        this.endpoint = endpoint;
        this.check = check;
    }

    @Override
    public Sample run() throws Exception {
        Random random = new Random(messages);
        long[] late = new long[messages];
        long start = System.nanoTime();
        for (int done = 0; done < messages; done += BURST) {
            int burst = Math.min(BURST, messages - done);
            long[] due = send(burst, random);
            long[] came = arrivals.await();
            for (int i = 0; i < burst; i++) {
                late[done + i] = checked(came[i] - due[i]);
            }
        }
        long nanos = System.nanoTime() - start;
        check.run();
        return Sample.latencies(late, nanos);
    }

    private long[] send(int burst, Random random) {
        arrivals.expect(burst);
        long[] due = new long[burst];
        for (int i = 0; i < burst; i++) {
            Duration delay = Duration.ofMillis(random.nextInt(SHORTEST_MILLIS, LONGEST_MILLIS));
            // The delay begins in the database, a little later.
            due[i] = System.nanoTime() + delay.toNanos();
            node.template().sendBodyAndHeaders(endpoint, Numbered.body(i), Map.of(PgmqConstants.DELAY, delay));
        }
        return due;
    }

    private static long checked(long late) {
        if (late < -TOLERANCE_NANOS) {
            throw new IllegalStateException("A message came " + -late / 1_000_000 + " ms before its time");
        }
        return late;
    }

    @Override
    public void close() {
        node.close();
    }
}
