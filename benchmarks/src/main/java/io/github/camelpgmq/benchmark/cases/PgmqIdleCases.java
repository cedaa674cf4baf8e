/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.Settings;
import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.Contestant;
import io.github.camelpgmq.benchmark.harness.Costs;
import io.github.camelpgmq.benchmark.harness.Goal;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.builder.RouteBuilder;

/** What a consumer costs that has nothing to do. */
public final class PgmqIdleCases {

    private static final String STATEMENTS = "statements per pollInterval";

    private PgmqIdleCases() {}

    /** Its case. */
    public static List<Case> all(Settings settings) {
        int seconds = Math.max(3, settings.scaled(30));
        return List.of(new Case(
                "pgmq-idle",
                "pgmq: idle consumer with notifications, pollInterval=1s",
                "poll intervals",
                List.of(new Contestant("pgmq:", database -> idle(database, seconds))),
                // The LISTEN connection is checked every 30 seconds, and the last poll may lie at the edge.
                List.of(Goal.atMost(
                        STATEMENTS, result -> result.ours().reading(STATEMENTS).median(), 1.1)),
                "Each statement is a commit and a round trip. The rate says nothing here."));
    }

    private static RoundRunner idle(BenchmarkDatabase database, int seconds) throws Exception {
        Backlog backlog = new Backlog(database, "bench0");
        CamelNode node = new CamelNode(database, 2).with(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + backlog.queue() + "?pollInterval=1s").process(exchange -> {
                    throw new IllegalStateException("Nothing was sent");
                });
            }
        });
        return new RoundRunner() {
            @Override
            public Sample run() throws InterruptedException {
                Costs before = database.costs();
                long start = System.nanoTime();
                TimeUnit.SECONDS.sleep(seconds);
                long nanos = System.nanoTime() - start;
                Costs costs = database.costs().since(before);
                if (costs.statements() < 1) {
                    throw new IllegalStateException("The consumer did not poll in " + seconds + " seconds");
                }
                return Sample.throughput(seconds, nanos)
                        .with(Map.of(
                                STATEMENTS,
                                costs.statements() / seconds,
                                "round trips per pollInterval",
                                costs.roundTrips() / seconds));
            }

            @Override
            public void close() {
                node.close();
            }
        };
    }
}
