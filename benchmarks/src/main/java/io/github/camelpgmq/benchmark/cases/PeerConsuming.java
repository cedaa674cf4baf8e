/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;

/** Routes that empty a queue. Their time runs from their start until the queue is empty for everybody. */
final class PeerConsuming implements RoundRunner {

    /** What a handler does. */
    @FunctionalInterface
    interface Steps {
        ProcessorDefinition<?> after(ProcessorDefinition<?> from, PeerNode.Json json);
    }

    private static final long PATIENCE_NANOS = TimeUnit.MINUTES.toNanos(10);

    private final PeerNode node;
    private final int messages;
    private final Runnable preparation;
    private final Runnable check;
    private final List<String> routes;
    private final AtomicLong handled = new AtomicLong();

    /**
     * @param messages    of a round
     * @param preparation makes ready what the handlers need beside the messages
     * @param check       looks at what the handlers have done
     */
    PeerConsuming(PeerNode node, int messages, Steps steps, Runnable preparation, Runnable check) throws Exception {
        this.node = node;
        this.messages = messages;
        this.preparation = preparation;
        this.check = check;
        this.routes = IntStream.range(0, node.sources().size())
                .mapToObj(i -> "handler" + i)
                .toList();
        node.camel().with(new RouteBuilder() {
            @Override
            public void configure() {
                for (int i = 0; i < routes.size(); i++) {
                    steps.after(
                                    from(node.sources().get(i))
                                            .routeId(routes.get(i))
                                            .autoStartup(false),
                                    node.json())
                            .process(exchange -> handled.incrementAndGet());
                }
            }
        });
    }

    @Override
    public void prepare() throws Exception {
        preparation.run();
        handled.set(0);
        node.queue().clear();
        node.queue().fill(messages);
    }

    @Override
    public Sample run() throws Exception {
        long start = System.nanoTime();
        for (String route : routes) {
            node.camel().camel().getRouteController().startRoute(route);
        }
        while (handled.get() < messages || node.queue().size() > 0) {
            if (System.nanoTime() - start > PATIENCE_NANOS) {
                throw new IllegalStateException(handled.get() + " of " + messages + " messages were handled, "
                        + node.queue().size() + " are left");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        long nanos = System.nanoTime() - start;
        for (String route : routes) {
            node.camel().camel().getRouteController().stopRoute(route);
        }
        if (handled.get() != messages) {
            throw new IllegalStateException(handled.get() + " messages were handled instead of " + messages);
        }
        check.run();
        return Sample.throughput(messages, nanos);
    }

    @Override
    public void close() throws Exception {
        node.close();
    }
}
