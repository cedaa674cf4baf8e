/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Order within a group, whoever consumes and whatever fails. */
class PgmqOrderingIT extends PgmqTestBase {

    private static final Duration SOON = Duration.ofSeconds(40);

    private final Map<String, List<Integer>> seen = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> running = new ConcurrentHashMap<>();
    private final List<String> overlaps = new CopyOnWriteArrayList<>();

    @Test
    void twoContextsKeepTheOrderOfEachGroup() throws Exception {
        send(6, 30);
        consume(camel, "");
        CamelContext other = new DefaultCamelContext();
        try {
            other.getRegistry().bind("dataSource", pool);
            other.start();
            consume(other, "");
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        } finally {
            other.stop();
        }
        assertThat(overlaps).isEmpty();
        assertThat(seen).hasSize(6).allSatisfy((group, numbers) -> assertThat(numbers)
                .isEqualTo(upTo(30)));
    }

    @Test
    void nextOfAGroupComesAtOnceWhenTheOneBeforeIsAcknowledged() throws Exception {
        consume(camel, "&pollInterval=60s&notify=false");
        send(1, 20);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(seen.get("g0")).isEqualTo(upTo(20));
    }

    @Test
    void messageThatIsRetriedHoldsBackItsGroupAndNoOther() throws Exception {
        AtomicInteger failures = new AtomicInteger(1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("pgmq:" + queue + "?ordering=group&concurrentConsumers=4&retryDelay=1s")
                        .process(PgmqOrderingIT.this::remember)
                        .process(e -> {
                            if ("g0".equals(e.getMessage().getHeader(PgmqConstants.GROUP))
                                    && failures.getAndDecrement() > 0) {
                                seen.get("g0").clear();
                                throw new IllegalStateException("once");
                            }
                        });
            }
        });
        send(3, 5);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(seen).allSatisfy((group, numbers) -> assertThat(numbers).isEqualTo(upTo(5)));
    }

    @Test
    void givenUpMessageLetsItsGroupGoOn() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("pgmq:" + queue + "?ordering=group&retryDelay=0&maxDeliveries=2&pollInterval=60s")
                        .process(PgmqOrderingIT.this::remember)
                        .process(e -> {
                            if (e.getMessage().getBody(String.class).contains(" 0")) {
                                throw new IllegalStateException("always");
                            }
                        });
            }
        });
        send(1, 4);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(seen.get("g0")).containsExactly(0, 0, 1, 2, 3);
        assertThat(rows(queue.archiveTable())).isOne();
    }

    /** The queue is never drained for long enough for a trailing poll when each message is followed by a look. */
    @ParameterizedTest
    @ValueSource(strings = {"transacted=true", "ackMode=none"})
    void nextOfAGroupIsLookedForWhereTheEngineDoesNotAcknowledge(String option) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?ordering=group&pollInterval=60s&notify=false&" + option)
                        .process(PgmqOrderingIT.this::remember)
                        .filter(e -> option.startsWith("ackMode"))
                        .to("pgmq:" + queue + "?operation=delete");
            }
        });
        send(1, 200);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(seen.get("g0")).isEqualTo(upTo(200));
    }

    @Test
    void transactedGroupsKeepTheirOrderToo() throws Exception {
        consume(camel, "&transacted=true");
        send(3, 10);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(overlaps).isEmpty();
        assertThat(seen).hasSize(3).allSatisfy((group, numbers) -> assertThat(numbers)
                .isEqualTo(upTo(10)));
    }

    private void consume(CamelContext context, String more) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?ordering=group&concurrentConsumers=4" + more)
                        .process(PgmqOrderingIT.this::remember);
            }
        });
    }

    private void remember(Exchange exchange) {
        String group = exchange.getMessage().getHeader(PgmqConstants.GROUP, String.class);
        AtomicInteger inGroup = running.computeIfAbsent(group, g -> new AtomicInteger());
        if (inGroup.incrementAndGet() > 1) {
            overlaps.add(group);
        }
        String body = exchange.getMessage().getBody(String.class);
        seen.computeIfAbsent(group, g -> new CopyOnWriteArrayList<>()).add(Integer.valueOf(body.replaceAll("\\D", "")));
        inGroup.decrementAndGet();
    }

    private void send(int groups, int each) {
        for (int i = 0; i < each; i++) {
            for (int g = 0; g < groups; g++) {
                template.sendBody("pgmq:" + queue + "?messageGroup=g" + g, Map.of("n", i));
            }
        }
    }

    private static List<Integer> upTo(int count) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(i);
        }
        return numbers;
    }
}
