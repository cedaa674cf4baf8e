/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.DeadLetterHeaders;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries, dead letters, and what the route acknowledges itself. */
class PgmqFailureIT extends PgmqTestBase {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final List<Boolean> redelivered = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failedMessageComesAgainAfterItsRetryDelay(boolean transacted) throws Exception {
        failing("?visibilityTimeout=60s&pollInterval=60s&retryDelay=100ms,200ms&transacted=" + transacted, 3);
        template.sendBody("pgmq:" + queue, "{}");

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(4));
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(handled)
                .extracting(e -> e.getMessage().getHeader(PgmqConstants.READ_COUNT))
                .containsExactly(1, 2, 3, 4);
        assertThat(redelivered).containsExactly(false, true, true, true);
    }

    @Test
    void laterRetriesWaitLonger() throws Exception {
        failing("?visibilityTimeout=60s&retryDelay=0,1h", 5);
        template.sendBody("pgmq:" + queue, "{}");

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(2));
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(number("SELECT extract(epoch FROM vt - now()) FROM " + queue.table()))
                        .isBetween(3500L, 4000L));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void messageThatAlwaysFailsGoesToTheDeadLetterQueueWithItsStory(boolean transacted) throws Exception {
        QueueName dead = newName("dead");
        failing(
                "?retryDelay=0&maxDeliveries=3&autoCreateQueue=true&deadLetterQueue=" + dead + "&transacted="
                        + transacted,
                Integer.MAX_VALUE);
        template.sendBodyAndHeader("pgmq:" + queue, "{\"n\":1}", "tenant", "acme");

        await().atMost(SOON).untilAsserted(() -> assertThat(rows(dead.table())).isOne());
        assertThat(rows(queue.table())).isZero();
        assertThat(handled).hasSize(3);
        handled.clear();
        route("pgmq:" + dead);
        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(1));
        Exchange letter = handled.get(0);
        assertThat(letter.getMessage().getBody(String.class)).isEqualTo("{\"n\": 1}");
        assertThat(letter.getMessage().getHeaders())
                .containsEntry("tenant", "acme")
                .containsEntry(DeadLetterHeaders.REASON, "maxDeliveries")
                .containsEntry(DeadLetterHeaders.QUEUE, queue.name())
                .containsEntry(DeadLetterHeaders.MESSAGE_ID, 1)
                .containsEntry(DeadLetterHeaders.READ_COUNT, 3)
                .containsEntry(DeadLetterHeaders.ERROR, "java.lang.IllegalStateException: not this time")
                .containsKey(DeadLetterHeaders.ENQUEUED_AT);
    }

    @Test
    void anErrorThatCannotBeStoredAsItIsStopsNobody() throws Exception {
        QueueName dead = newName("dead");
        client.createQueue(dead);
        String uri = "pgmq:" + queue + "?maxDeliveries=1&deadLetterQueue=" + dead;
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).process(exchange -> {
                    String body = exchange.getMessage().getBody(String.class);
                    if (body.equals("0")) {
                        throw new IllegalStateException("NUL \u0000 and half of a pair \uD83D");
                    }
                    if (body.equals("1")) {
                        throw new SpeechlessException();
                    }
                    handled.add(exchange.copy());
                });
            }
        });
        for (int i = 0; i < 3; i++) {
            client.send(queue, String.valueOf(i), null, null);
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(dead.table())).isEqualTo(2));
        await().atMost(SOON).untilAsserted(() -> assertThat(bodies()).containsExactly("2"));
        assertThat(text("SELECT string_agg(headers ->> '" + DeadLetterHeaders.ERROR + "', ';' ORDER BY msg_id) FROM "
                        + dead.table()))
                .isEqualTo("java.lang.IllegalStateException: NUL \uFFFD and half of a pair \uFFFD;"
                        + SpeechlessException.class.getName());
    }

    private static final class SpeechlessException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("nothing to say");
        }
    }

    @Test
    void messageWhoseHandlersLeaveNoTraceIsGivenUpBeforeItIsRouted() throws Exception {
        QueueName dead = newName("dead");
        client.createQueue(dead);
        client.send(queue, "{\"poison\":true}", null, null);
        client.send(queue, "{\"poison\":false}", null, null);
        sql("UPDATE " + queue.table() + " SET read_ct = 3 WHERE msg_id = 1");
        route("pgmq:" + queue + "?maxDeliveries=3&deadLetterQueue=" + dead);

        await().atMost(SOON).untilAsserted(() -> assertThat(rows(dead.table())).isOne());
        await().atMost(SOON).untilAsserted(() -> assertThat(bodies()).containsExactly("{\"poison\": false}"));
        assertThat(text("SELECT headers::text FROM " + dead.table()))
                .contains(DeadLetterHeaders.REASON)
                .doesNotContain(DeadLetterHeaders.ERROR);
    }

    @Test
    void withoutDeadLetterQueueItGoesToTheArchive() throws Exception {
        failing("?retryDelay=0&maxDeliveries=2", Integer.MAX_VALUE);
        template.sendBody("pgmq:" + queue, "{}");
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(rows(queue.archiveTable())).isOne());
        assertThat(rows(queue.table())).isZero();
        assertThat(handled).hasSize(2);
    }

    @Test
    void deadLetterWakesItsConsumers() throws Exception {
        QueueName dead = newName("dead");
        client.createQueue(dead);
        CountDownLatch woken = new CountDownLatch(1);
        NotificationHub.of(camel, pool, null).subscribeLocally(dead.channel(), woken::countDown);
        failing("?maxDeliveries=1&deadLetterQueue=" + dead, 1);
        template.sendBody("pgmq:" + queue, "{}");
        assertThat(woken.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(rows(dead.table())).isOne();
    }

    @Test
    void oneLineSendsDeadLettersBack() throws Exception {
        QueueName dead = newName("dead");
        client.createQueue(dead);
        AtomicInteger failures = new AtomicInteger(2);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?retryDelay=0&maxDeliveries=2&pollInterval=60s&deadLetterQueue=" + dead)
                        .process(failingFirst(failures));
                from("pgmq:" + dead + "?pollInterval=60s")
                        .removeHeaders("x-pgmq-dead-letter-*")
                        .to("pgmq:" + queue);
            }
        });
        template.sendBodyAndHeader("pgmq:" + queue, "{}", "tenant", "acme");

        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(3));
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(dead.table()) + rows(queue.table()))
                .isZero());
        assertThat(handled.get(2).getMessage().getHeaders())
                .containsEntry("tenant", "acme")
                .doesNotContainKey(DeadLetterHeaders.REASON)
                .containsEntry(PgmqConstants.READ_COUNT, 1);
    }

    @Test
    void missingDeadLetterQueueLosesNothing() throws Exception {
        QueueName dead = newName("dead");
        client.createQueue(dead);
        failing("?visibilityTimeout=1s&retryDelay=0&maxDeliveries=1&deadLetterQueue=" + dead, 1);
        client.dropQueue(dead);
        template.sendBody("pgmq:" + queue, "{\"n\":1}");
        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(1));
        template.sendBody("pgmq:" + queue, "{\"n\":2}");

        client.createQueue(dead);
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(rows(dead.table())).isOne());
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(bodies()).containsExactlyInAnyOrder("{\"n\": 1}", "{\"n\": 2}");
    }

    @Test
    void withoutAcknowledgementTheMessageStaysAndIsDeliveredAgain() throws Exception {
        route("pgmq:" + queue + "?ackMode=none&visibilityTimeout=1s");
        template.sendBody("pgmq:" + queue, "{}");
        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSizeGreaterThan(1));
        assertThat(rows(queue.table())).isOne();
    }

    @Test
    void handledExceptionCountsAsSuccess() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true);
                from("pgmq:" + queue).process(failingFirst(new AtomicInteger(1)));
            }
        });
        template.sendBody("pgmq:" + queue, "{}");
        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(1));
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
    }

    @Test
    void filterLeavesOtherMessagesAlone() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                fromF("pgmq:%s?filter=RAW({\"type\":\"a\"})", queue).process(e -> handled.add(e.copy()));
            }
        });
        for (int i = 0; i < 10; i++) {
            template.sendBody("pgmq:" + queue, Map.of("type", i % 2 == 0 ? "a" : "b"));
        }
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isEqualTo(5));
        assertThat(bodies()).hasSize(5).containsOnly("{\"type\": \"a\"}");
        assertThat(number("SELECT sum(read_ct) FROM " + queue.table())).isZero();
    }

    @Test
    void bridgedErrorHandlerGetsTheTroubleOfFetching() throws Exception {
        CountDownLatch reported = new CountDownLatch(1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(Exception.class).handled(true).process(e -> reported.countDown());
                from("pgmq:" + queue + "?bridgeErrorHandler=true&pollInterval=1s")
                        .process(e -> handled.add(e.copy()));
            }
        });
        client.dropQueue(queue);
        assertThat(reported.await(20, TimeUnit.SECONDS)).isTrue();
        client.createQueue(queue);
        template.sendBody("pgmq:" + queue, "{}");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(handled).hasSize(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retryDelay=soon | retryDelay",
                "retryDelay=-1s | retryDelay",
                "maxDeliveries=-1 | maxDeliveries",
                "deadLetterQueue=dead | maxDeliveries",
                "maxDeliveries=2&deadLetterQueue=Dead | allowMixedCase",
                "maxDeliveries=2&deadLetterQueue=nowhere | SELECT pgmq.create('nowhere')",
                "filter=nonsense | filter",
                "ordering=group&filter=RAW({\"a\":1}) | ordering=group",
                "visibilityTimeout=1500ms | visibilityTimeout",
                "visibilityTimeout=0 | visibilityTimeout",
                "concurrentConsumers=0 | concurrentConsumers",
                "maxMessagesPerPoll=0 | maxMessagesPerPoll",
                "pollInterval=0 | pollInterval",
                "partitionInterval=10 | queueType",
                "ackMode=perhaps | ackMode",
            })
    void optionsThatMakeNoSenseAreRefusedAtStart(String options, String named) {
        assertThatThrownBy(() -> route("pgmq:" + queue + "?" + options)).hasStackTraceContaining(named);
    }

    private void failing(String options, int times) throws Exception {
        AtomicInteger failures = new AtomicInteger(times);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("pgmq:" + queue + options).process(failingFirst(failures));
            }
        });
    }

    private Processor failingFirst(AtomicInteger failures) {
        return e -> {
            handled.add(e.copy());
            redelivered.add(e.isExternalRedelivered());
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("not this time");
            }
        };
    }
}
