/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.AtOnce;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A single command from a route. */
class SendIT extends SendTestBase {

    @Test
    void tellsWhatWasSent() {
        Exchange sent = good(debit("", "{\"amount\": 1.50}", Map.of("traceparent", "t1", "CamelForeign", "x")));

        PgmqMessage message = queued().get(0);
        CommandMessage wire = CommandMessage.parse(message.body());
        assertThat(wire.commandId()).isEqualTo(idOf(sent));
        assertThat(wire.dataJson()).isEqualTo("{\"amount\":1.50}");
        assertThat(wire.createdAt())
                .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        assertThat(message.headers()).contains("t1").doesNotContain("Camel");
        assertThat(sent.getMessage().getHeaders())
                .containsEntry(CommandBusConstants.STATUS, "PENDING")
                .containsEntry(CommandBusConstants.DUPLICATE, false)
                .containsEntry(CommandBusConstants.MESSAGE_ID, message.id())
                .containsEntry(
                        CommandBusConstants.CORRELATION_ID, wire.correlationId().toString());
        assertThat(command(idOf(sent))).satisfies(command -> {
            assertThat(command.correlationId()).isEqualTo(wire.correlationId());
            assertThat(command.msgId()).isEqualTo(message.id());
            assertThat(command.maxAttempts()).isEqualTo(3);
        });
    }

    @Test
    void anIgnoredDuplicateTellsWhatExists() throws Exception {
        UUID id = UUID.randomUUID();
        Exchange first = good(debit("", "{}", Map.of(CommandBusConstants.COMMAND_ID, id)));
        sql("UPDATE command_bus_command SET status = 'COMPLETED' WHERE command_id = '" + id + "'");

        Exchange again = good(debit(
                "?onDuplicate=ignore",
                "{}",
                Map.of(
                        CommandBusConstants.COMMAND_ID,
                        id.toString().toUpperCase(),
                        CommandBusConstants.CORRELATION_ID,
                        UUID.randomUUID())));
        assertThat(again.getMessage().getHeaders())
                .containsEntry(CommandBusConstants.COMMAND_ID, id.toString())
                .containsEntry(CommandBusConstants.STATUS, "COMPLETED")
                .containsEntry(CommandBusConstants.DUPLICATE, true)
                .containsEntry(
                        CommandBusConstants.MESSAGE_ID, first.getMessage().getHeader(CommandBusConstants.MESSAGE_ID))
                .containsEntry(
                        CommandBusConstants.CORRELATION_ID,
                        first.getMessage().getHeader(CommandBusConstants.CORRELATION_ID));
        assertThat(queued()).hasSize(1);
        assertThat(events(id)).containsExactly("SENT");
    }

    @ParameterizedTest
    @CsvSource({"fail,false", "fail,true", "ignore,false", "ignore,true"})
    void manySendersOfOneIdMakeOneCommand(String onDuplicate, boolean transacted) throws Exception {
        camel.getRegistry().bind("required", new JdbcTransactionPolicy(new TransactionAwareDataSource(pool)));
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:transacted")
                        .transacted("required")
                        .to("commandbus:" + domain + "/Debit?onDuplicate=" + onDuplicate);
            }
        });
        String uri = transacted ? "direct:transacted" : "commandbus:" + domain + "/Debit?onDuplicate=" + onDuplicate;
        int senders = 16;
        for (int round = 1; round <= 5; round++) {
            UUID id = UUID.randomUUID();
            int fresh = 0;
            for (Exchange sent :
                    AtOnce.run(senders, number -> send(uri, "{}", Map.of(CommandBusConstants.COMMAND_ID, id)))) {
                if (sent.getException() != null) {
                    assertThat(sent.getException()).isInstanceOf(DuplicateCommandException.class);
                    assertThat(onDuplicate).isEqualTo("fail");
                } else if (!sent.getMessage().getHeader(CommandBusConstants.DUPLICATE, Boolean.class)) {
                    fresh++;
                } else {
                    assertThat(onDuplicate).isEqualTo("ignore");
                }
            }
            assertThat(fresh).isEqualTo(1);
            assertThat(queued()).hasSize(round);
            assertThat(commands()).isEqualTo(round);
            assertThat(events(id)).containsExactly("SENT");
        }
    }

    @ParameterizedTest
    @CsvSource({"?delay=10m,", "?delay=5s,10m", ",PT10M", ",600000"})
    void delayIsADuration(String options, String header) {
        good(debit(
                options == null ? "" : options,
                "{}",
                header == null ? Map.of() : Map.of(CommandBusConstants.DELAY, header)));
        assertThat(queued().get(0).visibleAt())
                .isBetween(Instant.now().plusSeconds(500), Instant.now().plusSeconds(700));
    }

    @Test
    void delayIsAnInstant() {
        good(debit("?delay=2040-01-01T00:00:00Z", "{}", Map.of()));
        good(debit("", "{}", Map.of(CommandBusConstants.DELAY, Instant.parse("2041-01-01T00:00:00Z"))));
        assertThat(queued())
                .extracting(PgmqMessage::visibleAt)
                .containsExactly(Instant.parse("2040-01-01T00:00:00Z"), Instant.parse("2041-01-01T00:00:00Z"));
    }

    @Test
    void attemptsMayBeText() {
        assertThat(command(idOf(good(debit("?maxAttempts=4", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, "7")))))
                        .maxAttempts())
                .isEqualTo(7);
        assertThat(command(idOf(good(debit("?maxAttempts=4", "{}", Map.of())))).maxAttempts())
                .isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "?maxAttempts=0|maxAttempts",
                "?maxAttempts=-1|maxAttempts",
                "?delay=soon|delay",
                "?delay=-5s|delay",
                "?requestTimeout=0|requestTimeout",
                "?replyTo=orders|replyQueues",
                "?operation=sendBatch&batchChunkSize=0|batchChunkSize",
                "?operation=empty|operation"
            })
    void optionThatCannotBeUsedIsNamed(String options, String name) throws Exception {
        assertThatThrownBy(() -> {
                    throw failure(debit(options, List.of("{}"), Map.of()));
                })
                .hasStackTraceContaining(name);
        assertThat(queued()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "CamelCommandBusMaxAttempts,0",
        "CamelCommandBusMaxAttempts,-3",
        "CamelCommandBusMaxAttempts,many",
        "CamelCommandBusDelay,soon",
        "CamelCommandBusDelay,-1s",
        "CamelCommandBusCommandId,4711",
        "CamelCommandBusCommandId,1-1-1-1-1",
        "CamelCommandBusCorrelationId,x",
        "CamelCommandBusBatchId,x",
        "CamelCommandBusOperation,drop"
    })
    void headerThatCannotBeUsedIsNamed(String header, String value) {
        assertThat(failure(debit("", "{}", Map.of(header, value))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(header)
                .hasMessageContaining("'" + value + "'");
        assertThat(queued()).isEmpty();
    }

    @Test
    void replyQueueMustBeAllowed() {
        assertThat(failure(debit("", "{}", Map.of(CommandBusConstants.REPLY_TO, "orders"))))
                .hasMessageContaining("'orders'")
                .hasMessageContaining("replyQueues");
        assertThat(failure(debit("", "{}", Map.of(CommandBusConstants.REPLY_TO, "x__replies'; DROP"))))
                .hasMessageContaining("Queue name");
        assertThat(queued()).isEmpty();

        good(debit("?replyTo=a__replies", "{}", Map.of(CommandBusConstants.REPLY_TO, "  ")));
        assertThat(CommandMessage.parse(queued().get(0).body()).replyTo()).isNull();
        assertThat(command(CommandMessage.parse(queued().get(0).body()).commandId())
                        .replyQueue())
                .isNull();
    }

    @Test
    void typeIsTheEndpointsOrElseTheHeaders() {
        Map<String, Object> header = Map.of(CommandBusConstants.COMMAND_TYPE, "Credit");
        assertThat(command(idOf(good(debit("", "{}", header)))).commandType()).isEqualTo("Debit");
        assertThat(command(idOf(good(send("commandbus:" + domain, "{}", header))))
                        .commandType())
                .isEqualTo("Credit");
        assertThat(failure(send("commandbus:" + domain, "{}", Map.of())))
                .hasMessageContaining("commandbus:" + domain + "/SomeCommand")
                .hasMessageContaining(CommandBusConstants.COMMAND_TYPE);
    }

    @Test
    void bodyIsJsonInAnyForm() {
        byte[] bytes = "{\"n\":\"ü\"}".getBytes(StandardCharsets.UTF_8);
        for (Object body : List.of(bytes, new ByteArrayInputStream(bytes), Map.of("n", "ü"), "{\"n\":\"ü\"}")) {
            good(debit("", body, Map.of()));
        }
        good(debit("", null, Map.of()));
        assertThat(queued())
                .extracting(message -> CommandMessage.parse(message.body()).dataJson())
                .containsExactly("{\"n\":\"ü\"}", "{\"n\":\"ü\"}", "{\"n\":\"ü\"}", "{\"n\":\"ü\"}", "null");
        assertThat(failure(debit("", "{not json", Map.of()))).hasMessageContaining("JSON");
    }

    @Test
    void oneRouteMaySendSeveralCommands() throws Exception {
        List<Exchange> seen = new CopyOnWriteArrayList<>();
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:several")
                        .to("commandbus:" + domain + "/Debit")
                        .process(e -> seen.add(e.copy()))
                        .to("commandbus:" + domain + "/Credit");
            }
        });
        Exchange last = good(send("direct:several", "{}", Map.of()));
        assertThat(commands()).isEqualTo(2);
        assertThat(idOf(last)).isNotEqualTo(idOf(seen.get(0)));
        assertThat(command(idOf(last)).correlationId())
                .isEqualTo(command(idOf(seen.get(0))).correlationId());
    }

    @Test
    void handlerSendsOtherCommandsThanItsOwn() throws Exception {
        String other = newDomain();
        UUID batch = batch("PENDING");
        List<UUID> followers = new CopyOnWriteArrayList<>();
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:" + domain + "/Debit")
                        .to("commandbus:" + domain + "/Credit")
                        .process(e -> followers.add(idOf(e)))
                        .to("commandbus:" + other + "/Debit");
            }
        });
        UUID id = idOf(good(
                debit("", "{}", Map.of(CommandBusConstants.BATCH_ID, batch, CommandBusConstants.MAX_ATTEMPTS, 1))));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(command(id).status()).isEqualTo(CommandStatus.COMPLETED));
        assertThat(followers).hasSize(1).doesNotContain(id);
        assertThat(command(followers.get(0))).satisfies(follower -> {
            assertThat(follower.commandType()).isEqualTo("Credit");
            assertThat(follower.batchId()).isNull();
            assertThat(follower.maxAttempts()).isEqualTo(3);
            assertThat(follower.correlationId()).isEqualTo(command(id).correlationId());
        });
        assertThat(count("command_bus_command WHERE domain = '" + other + "' AND command_type = 'Debit'"))
                .isEqualTo(1);
    }

    @Test
    void sendThatIsTriedAgainIsTheSameCommand() throws Exception {
        List<UUID> failed = new CopyOnWriteArrayList<>();
        sql("ALTER TABLE command_bus_command ADD CONSTRAINT gate CHECK (command_type <> 'Gated') NOT VALID");
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:gated")
                        .doTry()
                        .to("commandbus:" + domain + "/Gated")
                        .doCatch(CommandBusException.class)
                        .process(e -> failed.add(idOf(e)))
                        .process(e -> sql("ALTER TABLE command_bus_command DROP CONSTRAINT gate"))
                        .to("commandbus:" + domain + "/Gated")
                        .end();
            }
        });
        Exchange sent = good(send("direct:gated", "{}", Map.of()));
        assertThat(failed).containsExactly(idOf(sent));
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void commandForABatchIsRefusedWhenThatIsNotOpen() throws Exception {
        UUID open = batch("PENDING");
        UUID closed = batch("COMPLETED");
        UUID sent = idOf(good(debit("", "{}", Map.of(CommandBusConstants.BATCH_ID, open))));
        assertThat(command(sent).batchId()).isEqualTo(open);
        for (UUID batch : List.of(closed, UUID.randomUUID())) {
            assertThat(failure(debit("", "{}", Map.of(CommandBusConstants.BATCH_ID, batch))))
                    .isInstanceOf(InvalidBatchStateException.class)
                    .hasMessageContaining(batch.toString());
        }
        assertThat(queued()).hasSize(1);
    }
}
