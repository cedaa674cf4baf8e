/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Outcome;
import io.github.camelpgmq.component.commandbus.support.CommandRequester;
import io.github.camelpgmq.support.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Callers that wait for the reply to their command. */
class CommandRequestIT extends CommandBusTestBase {

    private static final int CALLS = 100;

    /** What is made of the answer. */
    public record Receipt(String number, int amount) {}

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void callersInSeveralJvmsGetTheirOwnReplies(boolean transacted) throws Exception {
        handle("&concurrentConsumers=5&transacted=" + transacted, exchange -> {});
        String uri = debit("?requestTimeout=60s");
        try (ChildJvm first = CommandRequester.start(PGMQ.database(), uri, CALLS, 0);
                ChildJvm second = CommandRequester.start(PGMQ.database(), uri, CALLS, CALLS)) {
            assertThat(CommandRequester.rightAnswers(template, uri, CALLS, 2 * CALLS))
                    .isEqualTo(CALLS);
            assertThat(CommandRequester.awaitRightAnswers(first)).isEqualTo(CALLS);
            assertThat(CommandRequester.awaitRightAnswers(second)).isEqualTo(CALLS);
        }
        assertThat(rows("effect WHERE domain = '" + domain + "'")).isEqualTo(3 * CALLS);
    }

    @Test
    void aLateReplyIsNobodyElses() throws Exception {
        CountDownLatch goOn = new CountDownLatch(1);
        handle("&concurrentConsumers=2", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("slow")) {
                goOn.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
        });
        UUID slow = UUID.randomUUID();
        assertThatThrownBy(() ->
                        request(slow, "{\"n\":\"slow\"}", "?requestTimeout=1s").get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(ExchangeTimedOutException.class)
                .hasStackTraceContaining("no reply to command " + slow + "; it may still be handled");

        CompletableFuture<Object> patient = request(UUID.randomUUID(), "{\"n\":\"slow\"}", "?requestTimeout=30s");
        goOn.countDown();

        assertThat(patient.get(30, TimeUnit.SECONDS)).hasToString("{\"n\":\"slow\"}");
        awaitStatus(slow, CommandStatus.COMPLETED);
        assertThat(request(UUID.randomUUID(), "{\"n\":1}", "").get(30, TimeUnit.SECONDS))
                .hasToString("{\"n\":1}");
        assertThat(sentReplies()).isEmpty();
    }

    @Test
    void whoWaitsHoldsNoThread() throws Exception {
        int calls = 50;
        AsyncProducer producer = camel.getEndpoint(debit("?requestTimeout=60s")).createAsyncProducer();
        producer.start();
        CountDownLatch answered = new CountDownLatch(calls);
        List<Exchange> exchanges = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            Exchange exchange = new DefaultExchange(camel, ExchangePattern.InOut);
            exchange.getMessage().setBody("{\"n\":" + i + "}");
            exchanges.add(exchange);
            // All by this thread, and nobody handles them yet.
            assertThat(producer.process(exchange, doneSync -> answered.countDown()))
                    .isFalse();
        }
        handle("&concurrentConsumers=5", exchange -> {});
        assertThat(answered.await(30, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < calls; i++) {
            assertThat(exchanges.get(i).getMessage().getBody(String.class)).isEqualTo("{\"n\":" + i + "}");
        }
        producer.stop();
    }

    @Test
    void theAnswerConvertsLikeAnyJsonOfAQueue() throws Exception {
        handle("", exchange -> {
            if (exchange.getMessage().getBody(String.class).equals("[]")) {
                exchange.getMessage().setBody(null);
            }
        });
        Exchange answer = template.request(
                debit(""), exchange -> exchange.getMessage().setBody("{\"number\":\"r1\",\"amount\":5}"));
        assertThat(answer.getMessage().getBody(Receipt.class)).isEqualTo(new Receipt("r1", 5));
        assertThat(answer.getMessage().getHeader(CommandBusConstants.COMMAND_ID))
                .isNotNull();
        assertThat(template.requestBody(debit(""), "[]")).isNull();
    }

    @Test
    void businessFailureReachesTheCaller() throws Exception {
        handle("", exchange -> {
            throw new BusinessRuleException("LIMIT", "too much");
        });
        CommandFailedException failure = failureOf(request(UUID.randomUUID(), "{}", ""));
        assertThat(failure).hasMessage("too much");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(failure.getErrorType()).isEqualTo("BUSINESS_RULE");
        assertThat(failure.getCode()).isEqualTo("LIMIT");
    }

    @Test
    void whoWaitsGetsWhatTheOperatorMakesOfIt() throws Exception {
        handle("", exchange -> {
            throw new PermanentCommandException("NO", "no");
        });
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        CompletableFuture<Object> completed = request(first, "{}", "?requestTimeout=60s");
        CompletableFuture<Object> canceled = request(second, "{}", "?requestTimeout=60s");
        awaitStatus(first, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        awaitStatus(second, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(List.of(completed.isDone(), canceled.isDone())).containsOnly(false);

        bus.troubleshooting().complete(domain, first, "{\"by\":\"hand\"}", "me", null);
        bus.troubleshooting().cancel(domain, second, "me", "asked to");

        assertThat(completed.get(30, TimeUnit.SECONDS)).hasToString("{\"by\":\"hand\"}");
        CommandFailedException failure = failureOf(canceled);
        assertThat(failure).hasMessage("asked to");
        assertThat(failure.getOutcome()).isEqualTo(Outcome.CANCELED);
    }

    @ParameterizedTest
    @EnumSource(CommandBusConfiguration.OnDuplicate.class)
    void aRequestWithAUsedIdFailsAtOnce(CommandBusConfiguration.OnDuplicate policy) {
        UUID id = send("{}");
        CompletableFuture<Object> answer = request(id, "{}", "?requestTimeout=1h&onDuplicate=" + policy);
        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(DuplicateCommandException.class)
                .hasStackTraceContaining(
                        "Command " + id + " exists in domain " + domain + " already; nothing was sent");
        assertThat(queued()).isOne();
    }

    @Test
    void twoRequestsWithOneIdAtOnceAreOneCommand() throws Exception {
        UUID id = UUID.randomUUID();
        handle("", exchange -> {});
        List<CompletableFuture<Object>> answers = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            answers.add(request(id, "{\"n\":1}", "?requestTimeout=60s"));
        }
        await().atMost(PATIENCE).until(() -> answers.stream().allMatch(CompletableFuture::isDone));
        assertThat(answers.stream().filter(answer -> !answer.isCompletedExceptionally()))
                .singleElement()
                .satisfies(answer -> assertThat(answer.join()).hasToString("{\"n\":1}"));
        assertThat(effects(id)).isOne();
    }

    private CompletableFuture<Object> request(UUID id, String body, String options) {
        return template.asyncRequestBodyAndHeader(debit(options), body, CommandBusConstants.COMMAND_ID, id.toString());
    }

    private static CommandFailedException failureOf(CompletableFuture<Object> answer) {
        try {
            throw new AssertionError("answered with " + answer.get(30, TimeUnit.SECONDS));
        } catch (Exception e) {
            Throwable cause =
                    e.getCause() instanceof CamelExecutionException wrapped ? wrapped.getCause() : e.getCause();
            assertThat(cause).isInstanceOf(CommandFailedException.class);
            return (CommandFailedException) cause;
        }
    }
}
