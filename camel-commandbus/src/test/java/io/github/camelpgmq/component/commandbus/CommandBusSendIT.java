/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Outcome;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.BeanInject;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Sending from Java code that is not a route. */
class CommandBusSendIT extends SendTestBase {

    @Test
    void sendsWhatItIsAskedFor() throws Exception {
        UUID id = UUID.randomUUID();
        UUID correlation = UUID.randomUUID();
        UUID batch = batch("PENDING");
        SentCommand sent = bus.send(CommandRequest.of(domain, "Debit", Map.of("amount", 5))
                .withId(id)
                .withCorrelationId(correlation)
                .withReplyTo("x__replies")
                .withMaxAttempts(9)
                .withDelay(Delay.until(Instant.parse("2040-01-01T00:00:00Z")))
                .withBatchId(batch)
                .withHeader("traceparent", "t1")
                .withHeader("CamelSecret", "s"));

        PgmqMessage message = queued().get(0);
        assertThat(sent).isEqualTo(new SentCommand(id, correlation, message.id(), CommandStatus.PENDING, false));
        assertThat(message.visibleAt()).isEqualTo(Instant.parse("2040-01-01T00:00:00Z"));
        assertThat(message.headers()).contains("t1").doesNotContain("Secret");
        assertThat(CommandMessage.parse(message.body())).satisfies(wire -> {
            assertThat(wire.dataJson()).isEqualTo("{\"amount\":5}");
            assertThat(wire.correlationId()).isEqualTo(correlation);
            assertThat(wire.replyTo()).isEqualTo("x__replies");
        });
        CommandMetadata command = command(id);
        assertThat(command.maxAttempts()).isEqualTo(9);
        assertThat(command.batchId()).isEqualTo(batch);
        assertThat(command.replyQueue()).isEqualTo("x__replies");
        assertThat(command.correlationId()).isEqualTo(correlation);
    }

    @Test
    void idsAreMadeForEachSend() {
        CommandRequest request = CommandRequest.of(domain, "Debit", null);
        SentCommand first = bus.send(request);
        SentCommand second = bus.send(request);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.correlationId()).isNotEqualTo(first.correlationId()).isNotNull();
        assertThat(command(first.id()).correlationId()).isEqualTo(first.correlationId());
    }

    @Test
    void duplicatesFailOrAreIgnoredAsConfigured() {
        CommandRequest request = CommandRequest.of(domain, "Debit", null).withId(UUID.randomUUID());
        SentCommand first = bus.send(request);
        assertThatThrownBy(() -> bus.send(request)).isInstanceOf(DuplicateCommandException.class);

        component.stop();
        component.getConfiguration().setOnDuplicate(CommandBusConfiguration.OnDuplicate.ignore);
        component.start();
        assertThat(bus.send(request))
                .isEqualTo(
                        new SentCommand(first.id(), first.correlationId(), first.msgId(), CommandStatus.PENDING, true));
        assertThat(queued()).hasSize(1);
    }

    @Test
    void whatCannotBeSentIsRefused() {
        assertThatThrownBy(() -> bus.send(CommandRequest.of(domain, " ", "{}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("command type");
        assertThatThrownBy(() -> bus.send(CommandRequest.of(domain, "Debit", "{no")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("JSON");
        assertThatThrownBy(
                        () -> bus.send(CommandRequest.of(domain, "Debit", "{}").withMaxAttempts(0)))
                .hasMessageContaining("maxAttempts");
        assertThatThrownBy(() -> bus.send(CommandRequest.of("a'b", "Debit", "{}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a'b");
        assertThat(queued()).isEmpty();
    }

    @Test
    void batchKeepsItsOrder() {
        List<CommandRequest> requests = List.of(
                CommandRequest.of(domain, "Debit", "1").withDelay(Delay.of(Duration.ofMinutes(1))),
                CommandRequest.of(domain, "Credit", "2"),
                CommandRequest.of(domain, "Debit", "3"));
        List<SentCommand> sent = bus.sendBatch(requests);
        assertThat(sent).extracting(one -> command(one.id()).commandType()).containsExactly("Debit", "Credit", "Debit");
        assertThat(sent)
                .allSatisfy(one -> assertThat(command(one.id()).correlationId()).isEqualTo(one.correlationId()));
        assertThat(bus.sendBatch(List.of())).isEmpty();
        assertThatThrownBy(() -> bus.sendBatch(List.of(
                        CommandRequest.of(domain, "Debit", "1"), CommandRequest.of(domain + "x", "Debit", "1"))))
                .hasMessageContaining("Element 1")
                .hasMessageContaining("send the commands of each domain on their own");
        assertThat(queued()).hasSize(3);
    }

    @Test
    void requestGetsItsReplyWhateverTheOutcome() throws Exception {
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:" + domain + "/Debit").setBody(constant("{\"done\":true}"));
                from("commandbus:" + domain + "/Refused").process(e -> {
                    throw new BusinessRuleException("NO_FUNDS", "poor");
                });
            }
        });
        Reply reply = bus.request(CommandRequest.of(domain, "Debit", "{}"), Duration.ofSeconds(30))
                .get(30, TimeUnit.SECONDS);
        assertThat(reply.outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(reply.dataJson()).contains("done");

        Reply refused = bus.request(CommandRequest.of(domain, "Refused", "{}"), Duration.ofSeconds(30))
                .get(30, TimeUnit.SECONDS);
        assertThat(refused.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(refused.error().code()).isEqualTo("NO_FUNDS");
    }

    @Test
    void requestEndsWithItsTime() {
        assertThat(bus.request(CommandRequest.of(domain, "Nobody", "{}"), Duration.ofMillis(200)))
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void callsJoinTheThreadsTransactionButRequestsAreRefusedThere() throws Exception {
        JdbcTransactions transactions = JdbcTransactions.of(camel, pool);
        CommandRequest request = CommandRequest.of(domain, "Debit", "{}");
        transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
            bus.send(request);
            bus.sendBatch(List.of(request, request));
            assertThatThrownBy(() -> bus.request(request, Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("inside a transaction");
            assertThat(commands()).isZero();
            transactions.setRollbackOnly();
            return null;
        });
        assertThat(commands()).isZero();
        transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> bus.send(request));
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void isInTheRegistryWhileTheComponentRuns() throws Exception {
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("bean:commandBus?method=countByStatus('" + domain + "')");
            }
        });
        assertThat(template.requestBody("direct:ask", "")).isEqualTo(bus.countByStatus(domain));
        Injected injected = camel.getInjector().newInstance(Injected.class);
        assertThat(injected.commandBus).isSameAs(bus);
        component.stop();
        assertThat(camel.getRegistry().lookupByName("commandBus")).isNull();
    }

    @Test
    void beanOfThatNameIsLeftAlone() {
        DefaultCamelContext other = new DefaultCamelContext();
        other.getRegistry().bind("commandBus", "mine");
        CommandBusComponent another = new CommandBusComponent();
        another.setDataSource(pool);
        other.addComponent("commandbus", another);
        other.start();
        try {
            assertThat(other.getRegistry().lookupByName("commandBus")).isEqualTo("mine");
            another.stop();
            assertThat(other.getRegistry().lookupByName("commandBus")).isEqualTo("mine");
        } finally {
            other.stop();
        }
    }

    public static class Injected {
        @BeanInject("commandBus")
        public CommandBus commandBus;
    }
}
