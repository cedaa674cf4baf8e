/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However much is in the queue, what is taken out of it is bounded by options. */
class BoundedMemoryIT extends PgmqTestBase {

    private static final int BACKLOG = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger begun = new AtomicInteger();

    @BeforeEach
    void fill() throws Exception {
        sql("SELECT pgmq.send('" + queue + "', '{}') FROM generate_series(1, " + BACKLOG + ")");
    }

    @AfterEach
    void open() {
        gate.countDown();
    }

    @Test
    void slowHandlersHoldOneMessageEach() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?concurrentConsumers=4&visibilityTimeout=300s")
                        .process(e -> begun.incrementAndGet())
                        .process(e -> gate.await(200, TimeUnit.MILLISECONDS));
            }
        });
        // Four at work, and four that are done but not written yet.
        await().pollInterval(Duration.ofMillis(20)).atMost(PATIENCE).until(() -> {
            assertThat(leased()).isLessThanOrEqualTo(8);
            return begun.get() >= 100;
        });
    }

    @Test
    void handlersThatWereFastHoldNoMoreThanTwoFetches() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?maxMessagesPerPoll=50&visibilityTimeout=300s")
                        .process(e -> {
                            if (begun.incrementAndGet() > 1000) {
                                gate.await(60, TimeUnit.SECONDS);
                            }
                        });
            }
        });
        await().atMost(PATIENCE).until(() -> begun.get() == 1001);
        assertHeldAtMost(101);
    }

    @Test
    void whatARouteHasHandedOverIsBoundedToo() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?concurrentConsumers=2&maxMessagesPerPoll=20&visibilityTimeout=300s")
                        .to("seda:later?size=" + BACKLOG);
                from("seda:later").process(e -> {
                    begun.incrementAndGet();
                    gate.await(60, TimeUnit.SECONDS);
                });
            }
        });
        await().atMost(PATIENCE).until(() -> leased() >= 20);
        assertHeldAtMost(42);
        assertThat(begun).hasValue(1);

        gate.countDown();
        await().atMost(PATIENCE).until(() -> begun.get() > 500);
    }

    private void assertHeldAtMost(int limit) {
        await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> {
            // Once it is at rest, also when what had finished is written.
            return leased() <= limit;
        });
    }

    private long leased() throws SQLException {
        return number("SELECT count(*) FROM " + queue.table() + " WHERE vt > clock_timestamp()");
    }
}
