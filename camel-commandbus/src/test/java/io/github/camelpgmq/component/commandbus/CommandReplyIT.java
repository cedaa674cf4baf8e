/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.support.LogCapture;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.ExchangeTimedOutException;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where replies go, and what becomes of commands whose requester is gone. */
class CommandReplyIT extends CommandBusTestBase {

    private final String gone = domain + "__replies_0123456789abcdef";

    @ParameterizedTest
    @ValueSource(strings = {"&transacted=true", "&transacted=false"})
    void commandWhoseRequesterIsGoneCompletes(String options) throws Exception {
        handleIn(domain, options, exchange -> {});
        awaitStatus(sendTo(gone), CommandStatus.COMPLETED);
    }

    @Test
    void commandWhoseRequesterIsGoneFails() throws Exception {
        handleIn(domain, "", exchange -> {
            throw new BusinessRuleException("NO", "no");
        });
        awaitStatus(sendTo(gone), CommandStatus.FAILED);
    }

    @Test
    void commandWhoseRequesterIsGoneCanBeCanceled() throws Exception {
        handleIn(domain, "", exchange -> {
            throw new PermanentCommandException("NO", "no");
        });
        UUID id = sendTo(gone);
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        bus.troubleshooting().cancel(domain, id, "me", "nobody waits");
        awaitStatus(id, CommandStatus.CANCELED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&transacted=true", "&transacted=false"})
    void missingQueueCostsTheReplyButNeitherTheCommandNorItsNeighbours(String options) throws Exception {
        String missing = domain + "__replies_of_nobody";
        try (LogCapture log = LogCapture.of(SentReplies.class)) {
            UUID first = sendTo(missing);
            UUID other = sendTo(replies.name());
            UUID second = sendTo(missing);
            handleIn(domain, options + "&concurrentConsumers=3", exchange -> {});
            for (UUID id : List.of(first, other, second)) {
                awaitStatus(id, CommandStatus.COMPLETED);
                assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED");
            }
            assertThat(sentReplies()).hasSize(1);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains("replies to queue '" + missing + "' are lost", "pgmq.create"));
        }
    }

    @Test
    void missingQueueCostsTheReplyOfAFailureToo() throws Exception {
        String missing = domain + "__replies_of_nobody";
        try (LogCapture log = LogCapture.of(SentReplies.class)) {
            handleIn(domain, "", exchange -> {
                throw new BusinessRuleException("NO", "no");
            });
            awaitStatus(sendTo(missing), CommandStatus.FAILED);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.warnings())
                    .singleElement()
                    .asString()
                    .contains(missing));
        }
    }

    @Test
    void aCommandWhoseReplyGoesWhereNoneMayIsNotSent() {
        assertThatThrownBy(() -> sendTo("orders"))
                .hasStackTraceContaining(
                        "Header CamelCommandBusReplyTo is 'orders': it names 'orders', which replyQueues does not allow:"
                                + " use a queue that matches *__replies*");
        assertThatThrownBy(() -> template.sendBody(debit("?replyTo=orders"), "{}"))
                .hasStackTraceContaining(
                        "Option replyTo is 'orders': it names 'orders', which replyQueues does not allow");
        assertThat(queued()).isZero();
        assertThat(rows("command_bus_command WHERE domain = '" + domain + "'")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"&transacted=true", "&transacted=false"})
    void legacyRepliesCarryWhatOlderReadersLookFor(String options) throws Exception {
        camel.getComponent("commandbus", CommandBusComponent.class)
                .getConfiguration()
                .setReplyFormat(CommandBusConfiguration.ReplyFormat.legacy);
        handleIn(domain, options, exchange -> {
            String body = exchange.getMessage().getBody(String.class);
            if (body.contains("business")) {
                throw new BusinessRuleException("NO", "no");
            }
            if (body.contains("permanent")) {
                throw new PermanentCommandException("NO", "no");
            }
        });
        assertThat(resultOf(send("{\"a\":1}"))).isEqualTo("{\"a\": 1}");
        assertThat(resultOf(send("{\"a\":\"business\"}")))
                .isEqualTo("{\"error_code\": \"NO\", \"error_message\": \"no\"}");
        UUID id = send("{\"a\":\"permanent\"}");
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        bus.troubleshooting().complete(domain, id, "{\"by\":\"hand\"}", "me", null);
        assertThat(resultOf(id)).isEqualTo("{\"by\": \"hand\"}");
    }

    @Test
    void standardRepliesHaveNoSecondNameForTheirData() throws Exception {
        handleIn(domain, "", exchange -> {});
        awaitStatus(send("{}"), CommandStatus.COMPLETED);
        assertThat(sentReplies()).singleElement().asString().doesNotContain("\"result\"");
    }

    @Test
    void commandOfAForeignSenderIsAnsweredOnAnAllowedQueueOnly() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        QueueName business = QueueName.of(domain + "_orders");
        client.createQueue(business);
        handleIn(domain, "", exchange -> handled.incrementAndGet());
        sendForeign(domain + "__replies");
        sendForeign(business.name());
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(client.browse(replies, 10)).hasSize(1);
            assertThat(client.browse(commands, 10)).isEmpty();
        });
        assertThat(handled).hasValue(1);
        assertThat(client.browse(business, 10)).isEmpty();
    }

    @Test
    void theLongestDomainNameTakesRequests() throws Exception {
        String longest = (domain + "_").repeat(10).substring(0, 37);
        handleIn(longest, "", exchange -> exchange.getMessage().setBody(Map.of("done", true)));
        assertThat(template.requestBody("commandbus:" + longest + "/Debit", "{}", String.class))
                .contains("done");
    }

    @Test
    void stopFailsWhoWaitsAndDropsTheQueue() throws Exception {
        CompletableFuture<Object> answer =
                template.asyncRequestBody("commandbus:" + domain + "/Debit?requestTimeout=1h", "{}");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(temporaryQueues()).hasSize(1));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(client.browse(commands, 10)).hasSize(1));
        camel.getComponent("commandbus").stop();
        assertThatThrownBy(() -> answer.get(20, TimeUnit.SECONDS))
                .hasRootCauseInstanceOf(PgmqException.class)
                .hasStackTraceContaining(CommandBusException.class.getName() + ": ")
                .hasStackTraceContaining("was stopped before the reply");
        assertThat(temporaryQueues()).isEmpty();
    }

    @Test
    void queueOfARequesterThatDiedIsDroppedWhenItsTimeIsOver() throws Exception {
        CommandBusNode dying = new CommandBusNode(PGMQ.dataSource());
        timeOut(dying.camel(), "100ms");
        String orphan = temporaryQueues().get(0);
        dying.pool().close();
        dying.close();
        assertThat(temporaryQueues()).containsExactly(orphan);
        sql("UPDATE pgmq.q_" + orphan + " SET vt = clock_timestamp() - interval '1 second'");

        timeOut(camel, "1s");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(temporaryQueues()).hasSize(1).doesNotContain(orphan));
    }

    private void timeOut(CamelContext context, String timeout) {
        assertThatThrownBy(() -> context.createProducerTemplate()
                        .requestBody("commandbus:" + domain + "/Debit?requestTimeout=" + timeout, "{}"))
                .hasCauseInstanceOf(ExchangeTimedOutException.class);
    }

    private void handleIn(String name, String options, Processor processor) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:" + name + "/Debit?pollInterval=1s" + options).process(processor);
            }
        });
    }

    private String resultOf(UUID id) {
        await().atMost(PATIENCE).until(() -> sentReplies().stream().anyMatch(reply -> reply.contains(id.toString())));
        return text("SELECT message -> 'result' FROM " + replies.table() + " WHERE message ->> 'command_id' = '" + id
                + "'");
    }

    private UUID sendTo(String replyTo) {
        return send("Debit", "{}", Map.of(CommandBusConstants.REPLY_TO, replyTo));
    }

    private void sendForeign(String replyTo) {
        String command =
                "{\"domain\":\"%s\",\"command_type\":\"Debit\",\"command_id\":\"%s\",\"reply_to\":\"%s\",\"data\":{}}"
                        .formatted(domain, UUID.randomUUID(), replyTo);
        client.send(commands, command, null, null);
    }

    private List<String> temporaryQueues() {
        return client.listQueues().stream()
                .map(QueueInfo::name)
                .filter(name -> name.startsWith(domain + "__replies_"))
                .toList();
    }
}
