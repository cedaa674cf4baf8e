/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One exchange for all messages of a fetch. */
class PgmqBatchingIT extends PgmqTestBase {

    private static final Duration SOON = Duration.ofSeconds(20);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneExchangeCarriesTheMessagesAndIsAcknowledgedAsAWhole(boolean transacted) throws Exception {
        send(250);
        route("pgmq:" + queue + "?batching=true&maxMessagesPerPoll=100&transacted=" + transacted);

        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(handled).hasSize(3);
        assertThat(handled.stream().mapToInt(e -> messages(e).size()).sum()).isEqualTo(250);
        Message first = messages(handled.get(0)).get(0);
        assertThat(first.getBody(String.class)).isEqualTo("{\"n\": 0}");
        assertThat(first.getHeaders()).containsEntry("tenant", "acme").containsEntry(PgmqConstants.MESSAGE_ID, 1L);
        assertThat(handled.get(0).getProperty(Exchange.BATCH_SIZE)).isEqualTo(100);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failedBatchComesAgainAsAWhole(boolean transacted) throws Exception {
        send(10);
        AtomicInteger failures = new AtomicInteger(1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("pgmq:" + queue + "?batching=true&retryDelay=0&transacted=" + transacted)
                        .process(e -> handled.add(e.copy()))
                        .process(e -> {
                            if (failures.getAndDecrement() > 0) {
                                throw new IllegalStateException("not this time");
                            }
                        });
            }
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(messages(handled.get(0))).hasSize(10);
        assertThat(handled.stream().mapToInt(e -> messages(e).size()).sum()).isEqualTo(20);
    }

    @Test
    void splitterGivesEachMessageWithItsHeaders() throws Exception {
        send(5);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?batching=true").split(body()).process(e -> handled.add(e.copy()));
            }
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(5));
        assertThat(handled).allSatisfy(e -> assertThat(e.getMessage().getHeaders())
                .containsEntry("tenant", "acme")
                .containsKey(PgmqConstants.MESSAGE_ID));
        assertThat(bodies()).contains("{\"n\": 4}");
    }

    @Test
    void lostLeaseOfOneMessageRollsTheTransactedBatchBack() throws Exception {
        sql("CREATE TABLE batch_effect (n bigint)");
        send(3);
        AtomicInteger batches = new AtomicInteger();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("pgmq:" + queue + "?batching=true&transacted=true&retryDelay=0")
                        .to("sql:INSERT INTO batch_effect VALUES (:#${body.size})")
                        .process(e -> {
                            if (batches.incrementAndGet() == 1) {
                                sql("UPDATE " + queue.table() + " SET read_ct = read_ct + 1 WHERE msg_id = 2");
                            }
                        });
            }
        });
        await().atMost(SOON).untilAsserted(() -> assertThat(number("SELECT sum(n) FROM batch_effect"))
                .isEqualTo(2));
        assertThat(rows(queue.table())).isOne();
    }

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            template.sendBodyAndHeader("pgmq:" + queue, Map.of("n", i), "tenant", "acme");
        }
    }

    private static List<Message> messages(Exchange exchange) {
        List<?> body = exchange.getMessage().getBody(List.class);
        return body.stream().map(Message.class::cast).toList();
    }
}
