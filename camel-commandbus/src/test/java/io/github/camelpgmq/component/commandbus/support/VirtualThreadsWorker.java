/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/**
 * Handles messages and commands in a JVM of its own and tells on what threads, how many at once, and where one was pinned to its carrier.
 * Arguments: JDBC URL, user, password, queue, domain, how many of each to handle.
 */
public final class VirtualThreadsWorker {

    public static final String READY = "worker is ready";
    public static final String RESULT = "result: ";

    /** A body that takes longer than a lease. */
    public static final String SLOW = "\"slow\"";

    private static final Duration PATIENCE = Duration.ofSeconds(50);
    private static final int WARM_UP = 20;

    private VirtualThreadsWorker() {}

    public static void main(String[] arguments) throws Exception {
        int expected = Integer.parseInt(arguments[5]);
        String queue = "pgmq:" + arguments[3] + "?autoCreateQueue=true";
        String commands = "commandbus:" + arguments[4] + "/Debit";
        Work messages = new Work();
        Work handled = new Work();
        CommandBusNode node = CommandBusNode.of(arguments);
        RouteBuilder.addRoutes(node.camel(), routes -> {
            routes.from(queue + "&transacted=true&concurrentConsumers=3&visibilityTimeout=2s&pollInterval=60s")
                    .to("sql:INSERT INTO effect VALUES ('message', :#${header.CamelPgmqMessageId}::text)")
                    .process(messages::run);
            routes.from(commands + "?concurrentConsumers=4&visibilityTimeout=2s&pollInterval=60s")
                    .to("sql:INSERT INTO effect VALUES ('command', :#${header.CamelCommandBusCommandId})")
                    .process(handled::run);
        });
        for (int i = 0; i < WARM_UP; i++) {
            node.camel().createProducerTemplate().sendBody(queue, "{}");
            node.camel().createProducerTemplate().sendBody(commands, "{}");
        }
        await().atMost(PATIENCE).until(() -> messages.ended.get() == WARM_UP && handled.ended.get() == WARM_UP);
        try (PinnedThreads pinned = new PinnedThreads()) {
            System.out.println(READY);
            await().atMost(PATIENCE)
                    .until(() ->
                            messages.ended.get() == WARM_UP + expected && handled.ended.get() == WARM_UP + expected);
            node.camel().stop();
            System.out.println(
                    RESULT + "messages " + messages + "; commands " + handled + "; pinned " + pinned.places());
        }
        System.exit(0);
    }

    /** What a handler does, and what is seen of it. */
    private static final class Work {

        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger ended = new AtomicInteger();
        private final Set<String> threads = new ConcurrentSkipListSet<>();

        void run(Exchange exchange) throws InterruptedException {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            // A "VirtualThread[#33,Camel (camel-1) thread #4 - pgmq:orders-handler]/..."; there is no other way to tell
            // with Java 17's classes.
            threads.add(
                    Thread.currentThread().toString().replaceAll("\\[.* - (pgmq|commandbus):.*-(\\w+)\\].*", " $1 $2"));
            try {
                TimeUnit.MILLISECONDS.sleep(
                        exchange.getMessage().getBody(String.class).equals(SLOW) ? 5_000 : 10);
            } finally {
                running.decrementAndGet();
                ended.incrementAndGet();
            }
        }

        @Override
        public String toString() {
            return ended + " on " + new TreeSet<>(threads) + ", " + most + " at once";
        }
    }
}
