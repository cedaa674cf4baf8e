/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;

/**
 * Routes that do nothing but count, one for each queue. A round lasts from the moment they are resumed until every message
 * is handled and acknowledged.
 */
final class ConsumingRound implements RoundRunner {

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final List<Backlog> backlogs;
    private final int each;
    private final boolean archives;
    private final CamelNode node;
    private final AtomicLong handled = new AtomicLong();

    /**
     * @param queues  how many
     * @param options of each consumer, such as {@code concurrentConsumers=4}
     * @param each    messages of a round in each queue
     */
    ConsumingRound(BenchmarkDatabase database, int queues, String options, int each) throws Exception {
        this.each = each;
        this.archives = options.contains("ackMode=archive");
        this.backlogs = IntStream.range(0, queues)
                .mapToObj(i -> new Backlog(database, "bench" + i))
                .toList();
        // As documented: one to fetch for each consumer, one to listen for all.
        this.node = new CamelNode(database, queues + 1).with(new RouteBuilder() {
            @Override
            public void configure() {
                for (Backlog backlog : backlogs) {
                    from("pgmq:" + backlog.queue() + "?" + options)
                            .routeId(backlog.queue())
                            .process(exchange -> handled.incrementAndGet());
                }
            }
        });
    }

    @Override
    public void prepare() throws Exception {
        for (Backlog backlog : backlogs) {
            node.camel().getRouteController().suspendRoute(backlog.queue());
        }
        handled.set(0);
        backlogs.forEach(backlog -> backlog.refill(each));
    }

    @Override
    public Sample run() throws Exception {
        long expected = (long) each * backlogs.size();
        long start = System.nanoTime();
        for (Backlog backlog : backlogs) {
            node.camel().getRouteController().resumeRoute(backlog.queue());
        }
        while (handled.get() < expected || !backlogs.stream().allMatch(Backlog::isEmpty)) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException(handled.get() + " of " + expected + " messages were handled");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long nanos = System.nanoTime() - start;
        if (handled.get() != expected) {
            throw new IllegalStateException(handled.get() + " messages were handled instead of " + expected);
        }
        if (archives) {
            backlogs.forEach(backlog -> backlog.requireArchived(each));
        }
        return Sample.throughput(expected, nanos)
                .with(Map.of(
                        "connections in use", (double) node.connectionsInUse(), "threads", (double) node.threads()));
    }

    @Override
    public void close() {
        node.close();
    }
}
