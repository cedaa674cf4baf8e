/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.Batch;
import io.github.camelpgmq.component.commandbus.model.BatchCounts;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.DomainUse;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches as code and routes use them. */
class BatchIT extends CommandBusTestBase {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aBatchOfCommandsIsFollowedToItsEnd(boolean transacted) throws Exception {
        // The sweep would come after minutes.
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(debit("?pollInterval=60s&concurrentConsumers=4&transacted=" + transacted))
                        .process(exchange -> {
                            if (exchange.getMessage().getBody(String.class).contains("refuse")) {
                                throw new BusinessRuleException("NO_FUNDS", "no");
                            }
                        });
            }
        });
        List<CommandRequest> commands = new ArrayList<>(requests(20));
        commands.add(CommandRequest.of(domain, "Debit", Map.of("refuse", true)));

        Batch batch = bus.batches().create(request().withCustomData(Map.of("month", 5)), commands);

        assertThat(batch.status()).isIn(BatchStatus.IN_PROGRESS, BatchStatus.COMPLETED_WITH_FAILURES);
        assertThat(batch.counts().total()).isEqualTo(21);
        Batch done = awaitDone(batch.batchId());
        assertThat(done.status()).isEqualTo(BatchStatus.COMPLETED_WITH_FAILURES);
        assertThat(done.counts()).isEqualTo(new BatchCounts(21, 0, 0, 20, 1, 0, 0));
        assertThat(done.customDataJson()).isEqualTo("{\"month\": 5}");
        assertThat(bus.find(CommandFilter.of(domain).withBatchId(batch.batchId()))
                        .items())
                .hasSize(21);
        assertThat(sentReplies())
                .singleElement()
                .asString()
                .contains(batch.batchId().toString());
        assertThat(events(batch.batchId())).containsExactly("BATCH_STARTED", "BATCH_COMPLETED");
    }

    @Test
    void whatIsSentToAnOpenBatchIsPartOfItAndAfterItsEndIsRefused() throws Exception {
        handle("", exchange -> {});
        UUID batch = bus.batches().create(request()).batchId();
        UUID command = send("Debit", "{}", Map.of(CommandBusConstants.BATCH_ID, batch.toString()));
        awaitStatus(command, CommandStatus.COMPLETED);
        assertThat(bus.batches().get(domain, batch).orElseThrow().status()).isEqualTo(BatchStatus.PENDING);

        assertThat(bus.batches().close(domain, batch).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(sentReplies()).hasSize(1);

        for (UUID refused : List.of(batch, UUID.randomUUID())) {
            assertThatThrownBy(() -> send("Debit", "{}", Map.of(CommandBusConstants.BATCH_ID, refused.toString())))
                    .hasCauseInstanceOf(InvalidBatchStateException.class);
        }
        assertThat(rows("command_bus_command WHERE domain = '" + domain + "'")).isEqualTo(1);
    }

    @Test
    void anEmptyBatchIsDoneWhenItIsClosed() {
        assertThat(bus.batches().create(request(), List.of()).status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(sentReplies()).hasSize(1);
    }

    @Test
    void inATransactionOfTheCallerNothingHappensBeforeItsCommit() throws Exception {
        JdbcTransactions transactions = JdbcTransactions.of(camel, pool);
        UUID id = UUID.randomUUID();
        transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
            assertThat(bus.batches().create(request().withId(id), List.of()).status())
                    .isEqualTo(BatchStatus.IN_PROGRESS);
            assertThat(rows("command_bus_batch WHERE domain = '" + domain + "'"))
                    .isZero();
            return null;
        });
        assertThat(bus.batches().get(domain, id).orElseThrow().status()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void aCreationThatFailsOnTheWayIsGoneOnWith() {
        camel.getComponent("commandbus", CommandBusComponent.class)
                .getConfiguration()
                .setBatchChunkSize(10);
        UUID id = UUID.randomUUID();
        List<CommandRequest> commands = new ArrayList<>(requests(25));
        commands.set(17, commands.get(17).withReplyTo("not_allowed"));

        assertThatThrownBy(() -> bus.batches().create(request().withId(id), commands))
                .isInstanceOf(CommandBusException.class)
                .hasMessageContainingAll(id.toString(), "stays open", "17", "10 commands are sent and committed");
        assertThat(bus.batches().get(domain, id).orElseThrow().status()).isEqualTo(BatchStatus.PENDING);
        assertThat(bus.batches().get(domain, id).orElseThrow().counts().total()).isEqualTo(10);

        commands.set(17, commands.get(17).withReplyTo(null));
        Batch batch = bus.batches().create(request().withId(id), commands);

        assertThat(batch.status()).isEqualTo(BatchStatus.IN_PROGRESS);
        assertThat(batch.counts().total()).isEqualTo(25);
        assertThat(queued()).isEqualTo(25);
    }

    @Test
    void aCommandThatExistsElsewhereIsNotTakenForOneOfTheBatch() {
        UUID stranger = send("{}");

        assertThatThrownBy(() -> bus.batches()
                        .create(
                                request(),
                                List.of(CommandRequest.of(domain, "Debit", "{}").withId(stranger))))
                .hasMessageContaining("stays open")
                .hasCauseInstanceOf(DuplicateCommandException.class);
        assertThatThrownBy(() -> bus.batches()
                        .create(
                                request(),
                                List.of(CommandRequest.of(domain, "Debit", "{}").withBatchId(UUID.randomUUID()))))
                .hasMessageContaining("names the batch");
    }

    @Test
    void whereTheEndIsToldIsCheckedAtTheBeginning() {
        assertThatThrownBy(() -> bus.batches().create(request().withReplyTo("secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("secret", "replyQueues");
        assertThatThrownBy(() -> bus.batches().create(request().withReplyTo("nowhere__replies")))
                .hasMessageContaining("nowhere__replies");
        assertThatThrownBy(() -> bus.batches().create(request().withCustomData("{broken")))
                .hasMessageContaining("JSON");
        assertThat(rows("command_bus_batch WHERE domain = '" + domain + "'")).isZero();
    }

    @Test
    void operatorsDecideAboutWhatHoldsUpTheBatch() throws Exception {
        handle("", exchange -> {
            if (exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class) == 1
                    && !exchange.getMessage().getBody(String.class).contains("fine")) {
                throw new PermanentCommandException("BAD", "bad");
            }
        });
        UUID retried = UUID.randomUUID();
        UUID canceled = UUID.randomUUID();
        UUID completed = UUID.randomUUID();
        UUID batch = bus.batches()
                .create(
                        request(),
                        List.of(
                                CommandRequest.of(domain, "Debit", "{}").withId(retried),
                                CommandRequest.of(domain, "Debit", "{}").withId(canceled),
                                CommandRequest.of(domain, "Debit", "{}").withId(completed)))
                .batchId();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(counts(batch)).isEqualTo(new BatchCounts(3, 0, 0, 0, 0, 0, 3)));

        bus.troubleshooting().retry(domain, retried, "\"fine\"", "ann", "again");
        awaitStatus(retried, CommandStatus.COMPLETED);
        bus.troubleshooting().complete(domain, completed, "{}", "ann", "by hand");
        assertThat(counts(batch)).isEqualTo(new BatchCounts(3, 0, 0, 2, 0, 0, 1));
        assertThat(events(batch)).containsExactly("BATCH_STARTED");

        bus.troubleshooting().cancel(domain, canceled, "ann", "no");
        assertThat(awaitDone(batch).status()).isEqualTo(BatchStatus.COMPLETED_WITH_FAILURES);
        assertThat(counts(batch)).isEqualTo(new BatchCounts(3, 0, 0, 2, 0, 1, 0));
    }

    @Test
    void whereNobodyHandlesCommandsAnOperatorsActionEndsTheBatch() throws Exception {
        UUID command = UUID.randomUUID();
        UUID batch = bus.batches()
                .create(
                        request(),
                        List.of(CommandRequest.of(domain, "Debit", "{}").withId(command)))
                .batchId();
        sql("UPDATE command_bus_command SET status = 'IN_TROUBLESHOOTING_QUEUE' WHERE command_id = '" + command + "'");

        bus.troubleshooting().cancel(domain, command, "ann", "no");

        assertThat(bus.batches().get(domain, batch).orElseThrow().status())
                .isEqualTo(BatchStatus.COMPLETED_WITH_FAILURES);
    }

    @Test
    void theTotalIsRightThoughManySendWhileItIsClosed() throws Exception {
        for (int round = 0; round < 10; round++) {
            UUID batch = bus.batches().create(request()).batchId();
            ExecutorService threads = Executors.newFixedThreadPool(8);
            CountDownLatch begun = new CountDownLatch(8);
            List<Future<Integer>> senders = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                senders.add(threads.submit(() -> {
                    int sent = 0;
                    begun.countDown();
                    while (true) {
                        try {
                            bus.send(CommandRequest.of(domain, "Debit", "{}").withBatchId(batch));
                            sent++;
                        } catch (InvalidBatchStateException e) {
                            return sent;
                        }
                    }
                }));
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            long total = bus.batches().close(domain, batch).counts().total();
            long sent = 0;
            for (Future<Integer> sender : senders) {
                sent += sender.get();
            }
            threads.shutdown();
            assertThat(total).isEqualTo(sent);
            assertThat(number("SELECT total_count FROM command_bus_batch WHERE batch_id = '" + batch + "'"))
                    .isEqualTo(sent);
        }
    }

    @Test
    void routesCreateCloseAndReadBatches() throws Exception {
        handle("", exchange -> {});
        String uri = "commandbus:" + domain + "/Debit?operation=";
        Exchange opened = template.request(uri + "createBatch", exchange -> {
            exchange.getMessage().setHeader(CommandBusConstants.BATCH_NAME, "salaries");
            exchange.getMessage().setHeader(CommandBusConstants.BATCH_DATA, Map.of("month", 5));
            exchange.getMessage().setHeader(CommandBusConstants.REPLY_TO, replies.name());
        });
        String id = opened.getMessage().getHeader(CommandBusConstants.BATCH_ID, String.class);
        assertThat(opened.getMessage().getBody(Batch.class).batchId()).hasToString(id);
        template.sendBodyAndHeader(debit(""), "{}", CommandBusConstants.BATCH_ID, id);
        Batch closed =
                template.requestBodyAndHeader(uri + "closeBatch", null, CommandBusConstants.BATCH_ID, id, Batch.class);
        assertThat(closed.counts().total()).isEqualTo(1);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(template.requestBodyAndHeader(
                                uri + "getBatch", null, CommandBusConstants.BATCH_ID, id, Batch.class)
                        .status())
                .isEqualTo(BatchStatus.COMPLETED));

        Batch created = template.requestBodyAndHeader(
                uri + "createBatch",
                List.of("{}", Map.of("a", 1), CommandRequest.of(domain, "Debit", "[]")),
                CommandBusConstants.BATCH_NAME,
                "bonuses",
                Batch.class);
        assertThat(created.counts().total()).isEqualTo(3);

        Exchange first = template.request(
                uri + "listBatches", exchange -> exchange.getMessage().setHeader(CommandBusConstants.LIMIT, "1"));
        assertThat(first.getMessage().getBody())
                .asInstanceOf(list(Batch.class))
                .extracting(Batch::name)
                .containsExactly("bonuses");
        Exchange second = template.request(uri + "listBatches", exchange -> {
            exchange.getMessage().setHeader(CommandBusConstants.LIMIT, 1);
            exchange.getMessage()
                    .setHeader(CommandBusConstants.AFTER, first.getMessage().getHeader(CommandBusConstants.NEXT_PAGE));
        });
        assertThat(second.getMessage().getBody())
                .asInstanceOf(list(Batch.class))
                .extracting(Batch::name)
                .containsExactly("salaries");
        assertThat(second.getMessage().getHeader(CommandBusConstants.NEXT_PAGE)).isNull();
        assertThatThrownBy(() -> template.requestBodyAndHeader(
                        uri + "listBatches", null, CommandBusConstants.FILTER_STATUS, "DONE"))
                .isInstanceOf(CamelExecutionException.class)
                .hasStackTraceContaining("CamelCommandBusFilterStatus")
                .hasStackTraceContaining("COMPLETED_WITH_FAILURES");
        assertThatThrownBy(() -> template.requestBodyAndHeader(
                        uri + "createBatch", "{}", CommandBusConstants.BATCH_NAME, "leftover body"))
                .hasStackTraceContaining("needs a body with elements");
        assertThat(rows("command_bus_batch WHERE name = 'leftover body'")).isZero();
        assertThatThrownBy(() -> template.requestBody(uri + "createBatch", (Object) null))
                .hasStackTraceContaining("CamelCommandBusBatchName");
    }

    private BatchRequest request() {
        return BatchRequest.of(domain, "salaries").withReplyTo(replies.name());
    }

    private List<CommandRequest> requests(int count) {
        return IntStream.range(0, count)
                .mapToObj(
                        i -> CommandRequest.of(domain, "Debit", Map.of("nr", i)).withId(UUID.randomUUID()))
                .toList();
    }

    private BatchCounts counts(UUID batch) {
        return bus.batches().get(domain, batch).orElseThrow().counts();
    }

    private Batch awaitDone(UUID batch) {
        await().atMost(PATIENCE)
                .until(() ->
                        bus.batches().get(domain, batch).orElseThrow().status().finished());
        return bus.batches().get(domain, batch).orElseThrow();
    }

    @BeforeEach
    void makeTheDomain() {
        camel.getComponent("commandbus", CommandBusComponent.class)
                .prepare(new CommandStore(domain, CommandTables.DEFAULT), DomainUse.QUERY);
    }
}
