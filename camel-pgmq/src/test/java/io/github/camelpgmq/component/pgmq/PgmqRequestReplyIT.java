/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueNotFoundException;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.component.pgmq.support.RequesterProcess;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.AtOnce;
import io.github.camelpgmq.support.ChildJvm;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.ExchangeBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.Test;

class PgmqRequestReplyIT extends RequestReplyTestBase {

    @Test
    void fiftyCallersAtOnceGetTheirOwnReplies() throws Exception {
        respond("&concurrentConsumers=8", RequestReplyTestBase::answer);
        assertThat(askAtOnce(template, uri(""), 0, 50)).isEqualTo(50);
        await().untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(temporaryQueues()).hasSize(1);
    }

    @Test
    void aReplyThatCannotBeTakenFailsTheRequestAtOnce() throws Exception {
        respond("", RequestReplyTestBase::answer);
        camel.getRegistry().bind("strict", new DefaultHeaderFilterStrategy() {
            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                throw new IllegalStateException("no headers, please");
            }
        });
        CompletableFuture<Exchange> reply =
                template.asyncSend(uri("requestTimeout=60s&headerFilterStrategy=#strict"), exchange -> {
                    exchange.setPattern(ExchangePattern.InOut);
                    exchange.getMessage().setBody("{\"n\":1}");
                });
        assertThat(reply.get(30, TimeUnit.SECONDS).getException()).hasMessage("no headers, please");
    }

    @Test
    void replyBringsBodyAndHeadersButNothingOfCamel() throws Exception {
        respond("", exchange -> {
            exchange.getMessage().setBody("{\"done\":true}");
            exchange.getMessage().setHeader("served-by", "me");
            exchange.getMessage().setHeader("CamelFileName", "evil");
        });
        Exchange reply = template.request(uri(""), e -> {
            e.getMessage().setBody("{}");
            e.getMessage().setHeader("tenant", "acme");
        });
        assertThat(reply.getException()).isNull();
        assertThat(reply.getMessage().getBody(String.class).replace(" ", "")).isEqualTo("{\"done\":true}");
        assertThat(reply.getMessage().getHeaders())
                .containsEntry("served-by", "me")
                .containsEntry("tenant", "acme")
                .doesNotContainKey("CamelFileName");
        assertThat(reply.getMessage().getHeader(PgmqConstants.QUEUE, String.class))
                .startsWith("pgmq__replies_");
    }

    @Test
    void withoutAReplyTheRequestTimesOut() {
        assertThatThrownBy(() -> template.requestBody(uri("requestTimeout=300ms"), "{}"))
                .hasCauseInstanceOf(ExchangeTimedOutException.class)
                .hasStackTraceContaining(queue.name());
        for (Object header : List.of(300, 300L, "300", "300ms", Duration.ofMillis(300))) {
            assertThatThrownBy(() -> template.requestBodyAndHeader(
                            uri("requestTimeout=1h"), "{}", PgmqConstants.REQUEST_TIMEOUT, header))
                    .hasCauseInstanceOf(ExchangeTimedOutException.class);
        }
        assertThatThrownBy(() -> template.requestBody(uri("requestTimeout=0"), "{}"))
                .hasStackTraceContaining("Option requestTimeout")
                .hasStackTraceContaining("1ms or more");
    }

    @Test
    void replyAfterTheTimeoutIsGivenToNobody() throws Exception {
        CountDownLatch timedOut = new CountDownLatch(1);
        respond("&concurrentConsumers=2", exchange -> {
            if (numberIn(exchange.getMessage().getBody(String.class)) == 1) {
                timedOut.await(20, TimeUnit.SECONDS);
            }
            answer(exchange);
        });
        assertThatThrownBy(() -> template.requestBody(uri("requestTimeout=500ms"), "{\"n\":1}"))
                .hasCauseInstanceOf(ExchangeTimedOutException.class);
        CompletableFuture<Object> other = template.asyncRequestBody(uri("requestTimeout=30s"), "{\"n\":2}");
        timedOut.countDown();
        assertThat(numberIn(other.get(30, TimeUnit.SECONDS).toString())).isEqualTo(2);
        PgmqEndpoint endpoint = camel.getEndpoint(uri("requestTimeout=30s"), PgmqEndpoint.class);
        await().untilAsserted(() -> assertThat(endpoint.replyInboxes()
                        .temporary(pool, endpoint.hub(pool), "pgmq")
                        .lateReplies())
                .isOne());
    }

    @Test
    void contextsThatShareAReplyQueueTakeOnlyTheirOwn() throws Exception {
        client.createQueue(QueueName.of("shared__replies"));
        respond("&concurrentConsumers=4", RequestReplyTestBase::answer);
        try (CamelNode other = otherNode()) {
            ProducerTemplate otherTemplate = other.template();
            CompletableFuture<Integer> there = CompletableFuture.supplyAsync(
                    () -> askAtOnce(otherTemplate, uri("replyTo=shared__replies"), 1000, 25));
            assertThat(askAtOnce(template, uri("replyTo=shared__replies"), 0, 25))
                    .isEqualTo(25);
            assertThat(there.get(30, TimeUnit.SECONDS)).isEqualTo(25);
        }
        assertThat(temporaryQueues()).isEmpty();
        await().untilAsserted(() -> assertThat(rows("pgmq.q_shared__replies")).isZero());
    }

    @Test
    void jvmsThatShareAReplyQueueTakeOnlyTheirOwn() throws Exception {
        client.createQueue(QueueName.of("jvms__replies"));
        respond("&concurrentConsumers=4", RequestReplyTestBase::answer);
        try (ChildJvm other = RequesterProcess.start(PGMQ.database(), uri("replyTo=jvms__replies"), 30, 1000)) {
            CompletableFuture<Integer> there = CompletableFuture.supplyAsync(() -> RequesterProcess.answered(other));
            int asked = 0;
            int answered = 0;
            while (!there.isDone()) {
                answered += askAtOnce(template, uri("replyTo=jvms__replies"), asked, 10);
                asked += 10;
            }
            assertThat(there.get()).isEqualTo(30);
            assertThat(answered).isEqualTo(asked);
        }
        await().untilAsserted(() -> assertThat(rows("pgmq.q_jvms__replies")).isZero());
    }

    @Test
    void missingReplyQueueIsAStartUpErrorUnlessItMayBeCreated() throws Exception {
        assertThatThrownBy(() -> template.requestBody(uri("replyTo=no__replies"), "{}"))
                .hasStackTraceContaining(QueueNotFoundException.class.getName())
                .hasStackTraceContaining("SELECT pgmq.create('no__replies')");
        respond("", RequestReplyTestBase::answer);
        assertThat(askAtOnce(template, uri("replyTo=made__replies&autoCreateQueue=true"), 0, 3))
                .isEqualTo(3);
    }

    @Test
    void roleThatMustNotCreateQueuesIsToldOfReplyTo() throws Exception {
        client.createQueue(QueueName.of("limited__replies"));
        sql("DROP ROLE IF EXISTS requester_only");
        sql("CREATE ROLE requester_only");
        try {
            sql("GRANT USAGE ON SCHEMA pgmq TO requester_only");
            sql("GRANT SELECT ON pgmq.meta TO requester_only");
            sql("GRANT SELECT, INSERT, UPDATE, DELETE ON " + queue.table()
                    + ", pgmq.q_limited__replies TO requester_only");
            respond("", RequestReplyTestBase::answer);
            try (CamelNode other = otherNode("requester_only")) {
                ProducerTemplate otherTemplate = other.template();
                assertThatThrownBy(() -> otherTemplate.requestBody(uri(""), "{}"))
                        .hasCauseInstanceOf(PgmqException.class)
                        .hasStackTraceContaining("set replyTo to a queue that exists")
                        .hasStackTraceContaining("GRANT CREATE ON SCHEMA pgmq");
                assertThat(askAtOnce(otherTemplate, uri("replyTo=limited__replies"), 0, 3))
                        .isEqualTo(3);
            }
        } finally {
            sql("DROP OWNED BY requester_only");
            sql("DROP ROLE requester_only");
        }
    }

    @Test
    void requestInsideATransactionIsRefused() throws Exception {
        camel.getRegistry().bind("required", new JdbcTransactionPolicy(new TransactionAwareDataSource(pool)));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:request").transacted("required").to(ExchangePattern.InOut, "pgmq:" + queue);
            }
        });
        assertThatThrownBy(() -> template.requestBody("direct:request", "{}"))
                .hasStackTraceContaining("inside a transaction would wait for itself");
        assertThat(rows(queue.table())).isZero();
    }

    @Test
    void requestThatCannotBeSentFailsAtOnce() {
        assertThatThrownBy(() -> template.requestBody(uri("requestTimeout=1h"), "not json"))
                .hasStackTraceContaining("not valid JSON");
    }

    @Test
    void stopFailsWhoWaitsAndDropsTheQueue() throws Exception {
        Exchange exchange = ExchangeBuilder.anExchange(camel)
                .withPattern(ExchangePattern.InOut)
                .withBody("{}")
                .build();
        PgmqProducer producer =
                (PgmqProducer) camel.getEndpoint(uri("requestTimeout=1h")).createProducer();
        producer.start();
        CountDownLatch done = new CountDownLatch(1);
        producer.process(exchange, doneSync -> done.countDown());
        assertThat(temporaryQueues()).hasSize(1);

        camel.stop();

        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(exchange.getException())
                .isInstanceOf(PgmqException.class)
                .hasMessageContaining("was stopped before the reply");
        assertThat(temporaryQueues()).isEmpty();
    }

    @Test
    void componentThatStartsAgainTakesRequestsAgain() throws Exception {
        respond("", RequestReplyTestBase::answer);
        assertThat(askAtOnce(template, uri(""), 0, 2)).isEqualTo(2);
        String before = temporaryQueues().get(0);
        camel.getComponent("pgmq").stop();
        camel.getComponent("pgmq").start();
        assertThat(askAtOnce(template, uri(""), 0, 2)).isEqualTo(2);
        assertThat(temporaryQueues()).hasSize(1).doesNotContain(before);
    }

    private static int askAtOnce(ProducerTemplate template, String uri, int first, int count) {
        try {
            List<Object> answers =
                    AtOnce.run(count, number -> template.requestBody(uri, "{\"n\":" + (first + number) + "}"));
            int right = 0;
            for (int i = 0; i < count; i++) {
                right += numberIn(answers.get(i).toString()) == first + i ? 1 : 0;
            }
            return right;
        } catch (Exception e) {
            throw new AssertionError("A request got no answer", e);
        }
    }
}
