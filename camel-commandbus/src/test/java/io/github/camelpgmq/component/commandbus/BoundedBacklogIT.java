/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** However much waits, a worker holds no more than its options allow. */
class BoundedBacklogIT extends CommandBusTestBase {

    private static final int BACKLOG = 3000;
    /** So many are handled at once, until the handlers have shown to be fast. */
    private static final int FAST = 500;

    private static final int PER_POLL = 20;

    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @AfterEach
    void open() {
        gate.countDown();
    }

    @ParameterizedTest
    @ValueSource(strings = {"transacted=true", "transacted=false", "transactionBatchSize=10"})
    void commands(String options) throws Exception {
        bus.sendBatch(Stream.generate(() -> CommandRequest.of(domain, "Debit", "{}"))
                .limit(BACKLOG)
                .toList());
        consume(debit("?concurrentConsumers=2&visibilityTimeout=300s&maxMessagesPerPoll=" + PER_POLL + "&" + options));
        await().atMost(PATIENCE).until(() -> begun.get() > FAST);
        // Two at work or done but not written yet, and what waits behind them, at most two fetches.
        String leased = commands.table() + " WHERE vt > clock_timestamp()";
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> rows(leased) <= 2 * 10 + 2 * PER_POLL);
        assertThat(rows("command_bus_command WHERE status = 'IN_PROGRESS' AND domain = '" + domain + "'"))
                .isBetween(1L, 2L * 10 + 2 * PER_POLL);
        assertThat(queued()).isGreaterThan(BACKLOG / 2);
    }

    @Test
    void repliesToARoute() throws Exception {
        client.createQueue(replies);
        sql("SELECT pgmq.send('" + replies + "', '{\"command_id\":\"" + UUID.randomUUID()
                + "\",\"outcome\":\"SUCCESS\",\"data\":{}}') FROM generate_series(1, " + BACKLOG + ")");
        consume("commandbus:" + domain + ":replies?concurrentConsumers=2&visibilityTimeout=300s&maxMessagesPerPoll="
                + PER_POLL);
        await().atMost(PATIENCE).until(() -> begun.get() > FAST);
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> rows(replies.table() + " WHERE vt > clock_timestamp()") <= 2 * 10 + 2 * PER_POLL);
        assertThat(rows(replies.table())).isGreaterThan(BACKLOG / 2);
    }

    private void consume(String uri) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(BoundedBacklogIT.this::handle);
            }
        });
    }

    private void handle(Exchange exchange) throws InterruptedException {
        if (begun.incrementAndGet() > FAST) {
            assertThat(gate.await(60, TimeUnit.SECONDS))
                    .as(exchange.getExchangeId())
                    .isTrue();
        }
    }
}
