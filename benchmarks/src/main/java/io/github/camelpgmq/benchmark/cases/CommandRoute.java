/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.ProcessorDefinition;

/** A route that handles a backlog of commands. Its time runs from the start of the route to the commit of the last completion. */
final class CommandRoute implements RoundRunner {

    /** What the handler does. */
    @FunctionalInterface
    interface Steps {
        ProcessorDefinition<?> after(ProcessorDefinition<?> from);
    }

    private static final String ROUTE = "handler";
    private static final int PATIENCE_MINUTES = 10;

    private final BenchmarkDatabase database;
    private final int commands;
    private final Runnable preparation;
    private final Runnable check;
    private final CamelNode node;

    private volatile CountDownLatch handled;

    /**
     * @param options     of the endpoint, {@code a=b&c=d}
     * @param connections the size of the pool
     * @param commands    how many the preparation makes ready
     * @param check       looks at the tables after each round
     */
    CommandRoute(
            BenchmarkDatabase database,
            String options,
            int connections,
            int commands,
            Runnable preparation,
            Steps steps,
            Runnable check)
            throws Exception {
        this.database = database;
        this.commands = commands;
        this.preparation = preparation;
        this.check = check;
        Processor count = exchange -> handled.countDown();
        node = new CamelNode(database, connections).with(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                steps.after(from(CommandWorkload.URI + "?" + options)
                                .routeId(ROUTE)
                                .autoStartup(false))
                        .process(count);
            }
        });
    }

    @Override
    public void prepare() {
        preparation.run();
        handled = new CountDownLatch(commands);
    }

    @Override
    public Sample run() throws Exception {
        long start = System.nanoTime();
        node.camel().getRouteController().startRoute(ROUTE);
        if (!handled.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
            throw new IllegalStateException(handled.getCount() + " of " + commands + " commands were not handled");
        }
        awaitLastCommit(start);
        long nanos = System.nanoTime() - start;
        node.camel().getRouteController().stopRoute(ROUTE);
        check.run();
        return Sample.throughput(commands, nanos);
    }

    // The last handlers have run, so this looks a few times at the most, and each look takes some milliseconds.
    private void awaitLastCommit(long start) {
        while (database.number("SELECT count(*) FROM pgmq.q_" + CommandWorkload.QUEUE) > 0) {
            if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(PATIENCE_MINUTES)) {
                throw new IllegalStateException("All commands were handled, but not all were completed");
            }
        }
    }

    @Override
    public void close() {
        node.close();
    }
}
