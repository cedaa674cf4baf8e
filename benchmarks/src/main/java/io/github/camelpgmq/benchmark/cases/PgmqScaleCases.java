/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.Settings;
import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.Contestant;
import io.github.camelpgmq.benchmark.harness.Goal;
import java.util.Arrays;
import java.util.List;

/** Many handlers and many queues in one context. */
public final class PgmqScaleCases {

    private static final int[][] SIZES = {{8, 1}, {32, 1}, {1, 16}, {1, 64}, {4, 16}};

    private PgmqScaleCases() {}

    /** Its cases. */
    public static List<Case> all(Settings settings) {
        int messages = settings.scaled(100_000);
        return Arrays.stream(SIZES)
                .map(size -> scale(size[0], size[1], messages))
                .toList();
    }

    private static Case scale(int consumers, int queues, int messages) {
        int each = Math.max(1, messages / queues);
        // For each queue its handlers and the thread that fetches; one thread listens for all.
        int threads = queues * (consumers + 1) + 1;
        return new Case(
                "pgmq-scale-" + consumers + "x" + queues,
                "pgmq: " + consumers + " consumers on each of " + queues + (queues == 1 ? " queue" : " queues"),
                "messages",
                List.of(
                        new Contestant(
                                consumers + "x" + queues,
                                database ->
                                        new ConsumingRound(database, queues, "concurrentConsumers=" + consumers, each)),
                        new Contestant("1x1", database -> new ConsumingRound(database, 1, "", messages))),
                List.of(
                        Goal.rateOf("1x1", 0.5),
                        Goal.atMost(
                                "threads",
                                result -> result.ours().reading("threads").most(),
                                threads),
                        Goal.atMost(
                                "connections in use",
                                result -> result.ours()
                                        .reading("connections in use")
                                        .most(),
                                queues + 1)),
                "The pool has the size that the documentation gives: a connection to fetch for each consumer and one to"
                        + " listen for all.");
    }
}
