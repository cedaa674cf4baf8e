/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.AtOnce;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** operation=sendBatch. */
class SendBatchIT extends SendTestBase {

    @Test
    void oneBatchHoldsCommandsOfSeveralTypesAndForms() {
        UUID id = UUID.randomUUID();
        Message typed = new DefaultMessage(camel);
        typed.setBody("{\"n\":2}");
        typed.setHeader(CommandBusConstants.COMMAND_TYPE, "Credit");
        typed.setHeader(CommandBusConstants.COMMAND_ID, id);
        typed.setHeader(CommandBusConstants.MAX_ATTEMPTS, "8");
        typed.setHeader("colour", "red");
        Exchange exchange = new DefaultExchange(camel);
        exchange.getMessage().setBody(Map.of("n", 3));
        exchange.getMessage().setHeader(CommandBusConstants.DELAY, "10m");
        CommandRequest request =
                CommandRequest.of(domain, "Refund", Map.of("n", 4)).withHeader("colour", "blue");
        List<SentCommand> sent = batch(
                "commandbus:" + domain,
                List.of("{\"n\":1}", typed, exchange, request),
                Map.of(
                        CommandBusConstants.COMMAND_TYPE,
                        "Debit",
                        CommandBusConstants.COMMAND_ID,
                        UUID.randomUUID(),
                        CommandBusConstants.REPLY_TO,
                        "x__replies",
                        "colour",
                        "grey"));

        assertThat(sent)
                .extracting(one -> command(one.id()).commandType())
                .containsExactly("Debit", "Credit", "Debit", "Refund");
        assertThat(sent.get(1).id()).isEqualTo(id);
        assertThat(command(id).maxAttempts()).isEqualTo(8);
        List<PgmqMessage> messages = queued();
        assertThat(messages)
                .extracting(message -> CommandMessage.parse(message.body()).dataJson())
                .containsExactlyInAnyOrder("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
        for (SentCommand one : sent) {
            PgmqMessage message = messages.stream()
                    .filter(m -> m.id() == one.msgId())
                    .findAny()
                    .orElseThrow();
            CommandMessage wire = CommandMessage.parse(message.body());
            assertThat(wire.commandId()).isEqualTo(one.id());
            assertThat(wire.replyTo()).isEqualTo("x__replies");
            assertThat(wire.correlationId())
                    .isEqualTo(one.correlationId())
                    .isEqualTo(command(one.id()).correlationId());
            assertThat(message.headers()).contains(one == sent.get(1) ? "red" : one == sent.get(3) ? "blue" : "grey");
            assertThat(message.visibleAt().isAfter(Instant.now().plusSeconds(300)))
                    .isEqualTo(one == sent.get(2));
        }
        assertThat(sent).extracting(SentCommand::correlationId).doesNotHaveDuplicates();
    }

    @Test
    void streamIsSentInChunksThatAreCommittedOnTheirOwn() {
        List<Long> committed = new ArrayList<>();
        Stream<String> elements = IntStream.range(0, 25).mapToObj(i -> {
            committed.add((long) queued().size());
            return "{\"n\":" + i + "}";
        });
        List<SentCommand> sent = batch("commandbus:" + domain + "/Debit?batchChunkSize=10", elements, Map.of());

        assertThat(sent).hasSize(25).extracting(SentCommand::msgId).isSorted();
        assertThat(committed.get(9)).isZero();
        assertThat(committed.get(10)).isEqualTo(10);
        assertThat(committed.get(24)).isEqualTo(20);
        assertThat(queued()).hasSize(25);
        assertThat(CommandMessage.parse(queued().get(17).body()).dataJson()).isEqualTo("{\"n\":17}");
    }

    @ParameterizedTest
    @CsvSource({"10,3", "25,1", "1000,1"})
    void chunkIsOneTransaction(int size, int transactions) throws Exception {
        Object body = IntStream.range(0, 25).mapToObj(i -> "{}").toList();
        batch(
                "commandbus:" + domain + "/Debit",
                body,
                Map.of(CommandBusConstants.BATCH_CHUNK_SIZE, String.valueOf(size)));
        assertThat(count("(SELECT DISTINCT xmin::text FROM command_bus_audit WHERE domain = '" + domain + "') t"))
                .isEqualTo(transactions);
    }

    @Test
    void emptyBatchIsNothing() {
        assertThat(batch("commandbus:" + domain + "/Debit", List.of(), Map.of()))
                .isEmpty();
    }

    @Test
    void ignoredDuplicatesAreResults() throws Exception {
        UUID known = idOf(good(debit("", "{}", Map.of())));
        sql("UPDATE command_bus_command SET status = 'FAILED' WHERE command_id = '" + known + "'");
        UUID twice = UUID.randomUUID();
        List<SentCommand> sent = batch(
                "commandbus:" + domain + "/Debit?onDuplicate=ignore&batchChunkSize=2",
                Stream.of(twice, known, twice, twice).map(this::request),
                Map.of());
        assertThat(sent).extracting(SentCommand::id).containsExactly(twice, known, twice, twice);
        assertThat(sent).extracting(SentCommand::duplicate).containsExactly(false, true, true, true);
        assertThat(sent.get(1).status()).isEqualTo(CommandStatus.FAILED);
        assertThat(queued()).hasSize(2);
    }

    @Test
    void duplicateRefusesItsChunkAndTellsOfEarlierOnes() throws Exception {
        UUID known = idOf(good(debit("", "{}", Map.of())));
        List<CommandRequest> requests = IntStream.range(0, 8)
                .mapToObj(i -> request(i == 5 ? known : UUID.randomUUID()))
                .toList();
        assertThat(failure(sendBatch("commandbus:" + domain + "/Debit?batchChunkSize=3", requests, Map.of())))
                .isInstanceOfSatisfying(DuplicateCommandException.class, e -> assertThat(e.getCommandIds())
                        .containsExactly(known))
                .hasMessageContaining(known.toString())
                .hasMessageContaining("the first 3 commands are sent and committed");
        assertThat(queued()).hasSize(4);
        assertThat(commands()).isEqualTo(4);
        assertThat(failure(sendBatch("commandbus:" + domain + "/Debit", requests, Map.of())))
                .isInstanceOf(DuplicateCommandException.class)
                .hasMessageContaining("nothing of the batch was sent");
        assertThat(commands()).isEqualTo(4);
    }

    @Test
    void badElementIsNamedAndItsChunkNotSent() {
        String uri = "commandbus:" + domain + "/Debit?batchChunkSize=2";
        assertThat(failure(sendBatch(uri, List.of("1", "2", "3", "{no"), Map.of())))
                .isInstanceOf(InvalidBodyException.class)
                .hasMessageContaining("Element 3")
                .hasMessageContaining("the first 2 commands are sent and committed");
        assertThat(queued()).hasSize(2);
        assertThat(failure(sendBatch("commandbus:" + domain, List.of(request(null), "2"), Map.of())))
                .hasMessageContaining("Element 1")
                .hasMessageContaining("command type")
                .hasMessageContaining("nothing of the batch was sent");
        assertThat(failure(sendBatch(uri, List.of("1", CommandRequest.of(domain + "x", "Debit", null)), Map.of())))
                .hasMessageContaining("Element 1")
                .hasMessageContaining(domain + "x");
        assertThat(failure(sendBatch(uri, List.of(request(null).withReplyTo("orders")), Map.of())))
                .hasMessageContaining("Element 0")
                .hasMessageContaining("replyQueues");
        Message wrong = new DefaultMessage(camel);
        wrong.setHeader(CommandBusConstants.MAX_ATTEMPTS, 0);
        assertThat(failure(sendBatch(uri, List.of(wrong), Map.of())))
                .hasMessageContaining("Element 0")
                .hasMessageContaining(CommandBusConstants.MAX_ATTEMPTS);
        assertThat(failure(sendBatch(uri, "{}", Map.of()))).hasMessageContaining("operation=sendBatch needs");
        assertThat(queued()).hasSize(2);
    }

    @Test
    void commandsForABatchThatIsNotOpenAreRefusedWithTheirChunk() throws Exception {
        UUID open = batch("PENDING");
        UUID closed = batch("IN_PROGRESS");
        List<CommandRequest> requests = List.of(
                request(null), request(null), request(null), request(null).withBatchId(closed));
        assertThat(failure(sendBatch(
                        "commandbus:" + domain + "/Debit?batchChunkSize=2",
                        requests,
                        Map.of(CommandBusConstants.BATCH_ID, open))))
                .isInstanceOf(InvalidBatchStateException.class)
                .hasMessageContaining(closed.toString())
                .hasMessageContaining("the first 2 commands are sent and committed");
        assertThat(count("command_bus_command WHERE batch_id = '" + open + "'")).isEqualTo(2);
        assertThat(commands()).isEqualTo(2);
    }

    @Test
    void optionsHoldForRequestsThatLeaveThemOpen() throws Exception {
        List<SentCommand> sent = batch(
                "commandbus:" + domain + "/Debit?maxAttempts=5&delay=10m&replyTo=a__replies",
                List.of(
                        request(null),
                        request(null)
                                .withMaxAttempts(2)
                                .withReplyTo("b__replies")
                                .withDelay(Delay.of(Duration.ofHours(2)))),
                Map.of());
        assertThat(sent).extracting(one -> command(one.id()).maxAttempts()).containsExactly(5, 2);
        assertThat(sent).extracting(one -> command(one.id()).replyQueue()).containsExactly("a__replies", "b__replies");
        assertThat(queued())
                .extracting(message -> message.visibleAt().isAfter(Instant.now().plusSeconds(3600)))
                .containsExactly(false, true);
        assertThat(queued())
                .allMatch(message -> message.visibleAt().isAfter(Instant.now().plusSeconds(300)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyBatchesWithTheSameIdsMakeEachOnce(boolean transacted) throws Exception {
        camel.getRegistry().bind("required", new JdbcTransactionPolicy(new TransactionAwareDataSource(pool)));
        String uri = "commandbus:" + domain + "/Debit?operation=sendBatch&onDuplicate=ignore&batchChunkSize=25";
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:transacted").transacted("required").to(uri);
            }
        });
        int senders = 8;
        List<CommandRequest> forth =
                IntStream.range(0, 25).mapToObj(i -> request(UUID.randomUUID())).toList();
        List<CommandRequest> back = new ArrayList<>(forth);
        Collections.reverse(back);
        long fresh = 0;
        for (Exchange one : AtOnce.run(
                senders,
                number -> send(transacted ? "direct:transacted" : uri, number % 2 == 0 ? forth : back, Map.of()))) {
            List<?> results = good(one).getMessage().getBody(List.class);
            fresh += results.stream()
                    .filter(result -> !((SentCommand) result).duplicate())
                    .count();
        }
        assertThat(fresh).isEqualTo(25);
        assertThat(queued()).hasSize(25);
        assertThat(commands()).isEqualTo(25);
    }

    private CommandRequest request(UUID id) {
        return CommandRequest.of(domain, "Debit", Map.of()).withId(id);
    }

    private Exchange sendBatch(String uri, Object body, Map<String, Object> headers) {
        String option = uri.contains("?") ? "&operation=sendBatch" : "?operation=sendBatch";
        return send(uri + option, body, headers);
    }

    private List<SentCommand> batch(String uri, Object body, Map<String, Object> headers) {
        List<?> results = good(sendBatch(uri, body, headers)).getMessage().getBody(List.class);
        return results.stream().map(SentCommand.class::cast).toList();
    }
}
