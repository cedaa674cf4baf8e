/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a consumer does with messages that ask for a reply. */
class PgmqReplierIT extends RequestReplyTestBase {

    private static final String REQUEST = "{\"n\":1}";

    private final QueueName replies = QueueName.of(queue.name() + "__replies");

    @Test
    void exchangeIsInOutOnlyForARequest() throws Exception {
        client.createQueue(replies);
        respond("", RequestReplyTestBase::answer);
        template.sendBody(uri(""), REQUEST);
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        ask(replies.name());
        await().untilAsserted(() -> assertThat(handled).hasSize(2));
        assertThat(handled.stream().map(Exchange::getPattern))
                .containsExactly(ExchangePattern.InOnly, ExchangePattern.InOut);
        await().untilAsserted(() -> assertThat(rows(replies.table())).isOne());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&transacted=true", "&ackMode=archive", "&transacted=true&ackMode=archive"})
    void replyRepeatsCorrelationAndRequester(String options) throws Exception {
        client.createQueue(replies);
        respond(options, RequestReplyTestBase::answer);
        ask(replies.name());
        await().untilAsserted(() -> assertThat(rows(replies.table())).isOne());
        PgmqMessage reply = client.browse(replies, 1).get(0);
        assertThat(reply.body()).isEqualTo("{\"answer\": 1}");
        assertThat(JsonBodies.scalars(reply.headers()))
                .containsEntry("x-pgmq-correlation-id", "c1")
                .containsEntry("x-pgmq-requester", "r1")
                .doesNotContainKey("x-pgmq-reply-to");
        await().untilAsserted(() -> assertThat(rows(queue.table())).isZero());
    }

    @Test
    void handedOverExchangeRepliesAtItsEnd() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue).to(ExchangePattern.InOnly, "seda:later").setBody(constant("{\"answer\":0}"));
                from("seda:later").process(RequestReplyTestBase::answer);
            }
        });
        assertThat(numberIn(template.requestBody(uri(""), REQUEST, String.class)))
                .isOne();
    }

    @Test
    void failedAttemptSendsNothingAndTheRetryReplies() throws Exception {
        respond("&retryDelay=100ms", exchange -> {
            if (exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class) < 3) {
                exchange.getMessage().setBody("{\"answer\":-1}");
                throw new IllegalStateException("not yet");
            }
            answer(exchange);
        });
        assertThat(numberIn(template.requestBody(uri(""), REQUEST, String.class)))
                .isOne();
        assertThat(handled).hasSize(3);
    }

    @Test
    void requestThatIsGivenUpGetsNoReplyNorDoesItsDeadLetter() throws Exception {
        QueueName dead = QueueName.of(queue.name() + "_dead");
        client.createQueue(dead);
        respond("&maxDeliveries=1&deadLetterQueue=" + dead, exchange -> {
            throw new IllegalStateException("never");
        });
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + dead).process(handled::add);
            }
        });
        assertThatThrownBy(() -> template.requestBody(uri("requestTimeout=3s"), REQUEST))
                .isInstanceOf(CamelExecutionException.class)
                .hasCauseInstanceOf(ExchangeTimedOutException.class);
        assertThat(handled).hasSize(2);
    }

    @Test
    void handledFailureRepliesWithWhatItsHandlerSays() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(IllegalStateException.class).handled(true).setBody(constant("{\"error\":7}"));
                from("pgmq:" + queue).throwException(new IllegalStateException("bad"));
            }
        });
        assertThat(numberIn(template.requestBody(uri(""), REQUEST, String.class)))
                .isEqualTo(7);
    }

    @Test
    void transactedReplyIsRolledBackWithTheTransaction() throws Exception {
        sql("CREATE TABLE once (n int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
        sql("INSERT INTO once VALUES (1)");
        respond("&transacted=true&retryDelay=100ms", exchange -> {
            int attempt = exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class);
            exchange.getMessage().setBody(Map.of("attempt", attempt));
            // The first attempt fails at its commit only, after the reply was written.
            camel.createProducerTemplate().sendBody("sql:INSERT INTO once VALUES (" + attempt + ")", null);
        });
        assertThat(numberIn(template.requestBody(uri(""), REQUEST, String.class)))
                .isEqualTo(2);
        assertThat(handled).hasSize(2);
        assertThat(rows("once")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&transacted=true"})
    void requestThatMustNotBeAnsweredIsHandledAllTheSame(String options) throws Exception {
        QueueName business = QueueName.of(queue.name() + "_business");
        client.createQueue(business);
        respond(options, RequestReplyTestBase::answer);
        List<String> hostile = List.of(
                business.name(),
                "nobody__replies_1",
                "x__replies'; DROP TABLE " + business.table() + "; --",
                "x__replies\"; DROP TABLE " + business.table(),
                "x__replies\nWARN forged line",
                "x__replies" + "x".repeat(10_000),
                "é__replies",
                "__replies$1",
                "");
        hostile.forEach(this::ask);
        client.send(queue, REQUEST, "{\"x-pgmq-reply-to\":[1]}", null);
        client.send(queue, REQUEST, "{\"x-pgmq-reply-to\":42,\"x-pgmq-correlation-id\":{}}", null);
        await().untilAsserted(() -> {
            assertThat(handled).hasSize(hostile.size() + 2);
            assertThat(rows(queue.table())).isZero();
        });
        assertThat(rows(business.table())).isZero();
        assertThat(handled.stream().filter(e -> e.getMessage().getHeader(PgmqConstants.READ_COUNT, 0, int.class) > 1))
                .isEmpty();
    }

    @Test
    void queueThatThisRoleMustNotWriteToIsLeftAlone() throws Exception {
        client.createQueue(replies);
        sql("DROP ROLE IF EXISTS worker_only");
        sql("CREATE ROLE worker_only");
        try {
            sql("GRANT USAGE ON SCHEMA pgmq TO worker_only");
            sql("GRANT SELECT ON pgmq.meta TO worker_only");
            sql("GRANT SELECT, INSERT, UPDATE, DELETE ON " + queue.table() + " TO worker_only");
            try (CamelNode worker = otherNode("worker_only")) {
                respond(worker.camel(), "&transacted=true", RequestReplyTestBase::answer);
                ask(replies.name());
                await().untilAsserted(() -> {
                    assertThat(handled).isNotEmpty();
                    assertThat(rows(queue.table())).isZero();
                });
            }
            assertThat(handled).hasSize(1);
            assertThat(rows(replies.table())).isZero();
        } finally {
            sql("DROP OWNED BY worker_only");
            sql("DROP ROLE worker_only");
        }
    }

    @Test
    void replyQueuesMayAllowOthers() throws Exception {
        QueueName answers = QueueName.of(queue.name() + "_answers");
        client.createQueue(answers);
        client.createQueue(replies);
        respond("&replyQueues=foo*, *_answers", RequestReplyTestBase::answer);
        ask(replies.name());
        assertThat(numberIn(template.requestBody(uri("replyTo=" + answers), REQUEST, String.class)))
                .isOne();
        await().untilAsserted(() -> assertThat(rows(queue.table())).isZero());
        assertThat(rows(replies.table())).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"&disableReplyTo=true", "&batching=true"})
    void consumersThatDoNotReply(String options) throws Exception {
        client.createQueue(replies);
        respond(options, exchange -> exchange.getMessage().setBody("{}"));
        ask(replies.name());
        await().untilAsserted(() -> {
            assertThat(handled).hasSize(1);
            assertThat(rows(queue.table())).isZero();
        });
        assertThat(handled.get(0).getPattern()).isEqualTo(ExchangePattern.InOnly);
        assertThat(rows(replies.table())).isZero();
    }

    @Test
    void messageThatIsSentOnDoesNotAskInTheNameOfTheFirst() throws Exception {
        QueueName next = QueueName.of(queue.name() + "_next");
        client.createQueue(next);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue).to(ExchangePattern.InOnly, "pgmq:" + next).process(RequestReplyTestBase::answer);
            }
        });
        assertThat(numberIn(template.requestBody(uri(""), REQUEST, String.class)))
                .isOne();
        assertThat(JsonBodies.scalars(client.browse(next, 1).get(0).headers()).keySet())
                .noneMatch(name -> name.startsWith("x-pgmq"));
    }

    @Test
    void replyThatCannotBeStoredFailsTheMessage() throws Exception {
        respond("&maxDeliveries=1", exchange -> exchange.getMessage().setBody("not json"));
        assertThatThrownBy(() -> template.requestBody(uri("requestTimeout=2s"), REQUEST))
                .hasCauseInstanceOf(ExchangeTimedOutException.class);
        assertThat(rows(queue.archiveTable())).isOne();
    }

    /** Asks as a program in another language does. */
    private void ask(String replyTo) {
        String headers = JsonBodies.toJson(
                Map.of("x-pgmq-reply-to", replyTo, "x-pgmq-correlation-id", "c1", "x-pgmq-requester", "r1"));
        client.send(queue, REQUEST, headers, null);
        camel.getEndpoint(uri(""), PgmqEndpoint.class).hub(pool).notifyAfterCommit(queue.channel());
    }
}
