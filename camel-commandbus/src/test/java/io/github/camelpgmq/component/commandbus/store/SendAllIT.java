/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.DuplicateCommandException;
import io.github.camelpgmq.component.commandbus.InvalidBatchStateException;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.pgmq.client.Delay;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many commands by one statement, and commands for batches. */
class SendAllIT extends StoreIT {

    @Test
    void everyCommandGetsItsOwnMessageInItsOrder() throws SQLException {
        List<NewCommand> commands = commands(1000);
        List<SentCommand> sent = store.sending().sendAll(connection, commands);

        assertThat(sent).extracting(SentCommand::id).containsExactlyElementsOf(ids(commands));
        assertThat(sent).extracting(SentCommand::msgId).isSorted().doesNotHaveDuplicates();
        assertThat(sent).allSatisfy(one -> {
            assertThat(one.status()).isEqualTo(CommandStatus.PENDING);
            assertThat(one.duplicate()).isFalse();
        });
        assertThat(count(queue + " q JOIN command_bus_command c USING (msg_id) WHERE c.domain = '" + domain
                        + "' AND q.message->>'command_id' = c.command_id::text AND q.headers->>'traceparent' = 't1'"))
                .isEqualTo(1000);
        assertThat(count("command_bus_audit WHERE domain = '" + domain + "' AND event_type = 'SENT'"))
                .isEqualTo(1000);
        assertThat(row(sent.get(7).id()).msgId()).isEqualTo(sent.get(7).msgId());
        assertThat(details(sent.get(7).id(), "SENT"))
                .contains(sent.get(7).msgId().toString())
                .contains("Debit");
    }

    @Test
    void nothingIsSentForNothing() throws SQLException {
        assertThat(store.sending().sendAll(connection, List.of())).isEmpty();
        assertThat(store.sending().sendNew(connection, List.of())).isEmpty();
    }

    @Test
    void everyCommandHasItsOwnDelay() throws SQLException {
        List<Delay> delays = List.of(
                Delay.NONE,
                Delay.of(Duration.ofMinutes(10)),
                Delay.until(Instant.now().plusSeconds(3600)),
                Delay.NONE,
                Delay.of(Duration.ofMinutes(10)),
                Delay.until(Instant.EPOCH));
        List<NewCommand> commands =
                delays.stream().map(delay -> delayed(UUID.randomUUID(), delay)).toList();
        List<SentCommand> sent = store.sending().sendAll(connection, commands);

        assertThat(store.claims().claim(connection, 10, LEASE))
                .extracting(FetchedCommand::commandId)
                .containsExactlyInAnyOrder(
                        commands.get(0).id(),
                        commands.get(3).id(),
                        commands.get(5).id());
        for (int i = 0; i < commands.size(); i++) {
            assertThat(text(
                            "SELECT message->>'command_id' FROM " + queue + " WHERE msg_id = ?",
                            sent.get(i).msgId()))
                    .isEqualTo(commands.get(i).id().toString());
        }
        assertThat(seconds(sent.get(1))).isBetween(500.0, 600.0);
        assertThat(seconds(sent.get(2))).isBetween(3500.0, 3700.0);
        assertThat(seconds(sent.get(4))).isBetween(500.0, 600.0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allOrNoneNamesTheDuplicatesAndLeavesNothing(boolean autocommit) throws SQLException {
        List<UUID> known = List.of(sent(), sent());
        UUID twice = UUID.randomUUID();
        List<NewCommand> commands = new ArrayList<>(commands(5));
        known.forEach(id -> commands.add(command(id)));
        commands.add(1, command(twice));
        commands.add(command(twice));
        String before = state();
        try (Connection own = autocommit ? connect() : transaction()) {
            assertThatThrownBy(() -> store.sending().sendAll(own, commands))
                    .isInstanceOfSatisfying(DuplicateCommandException.class, e -> {
                        assertThat(e.getDomain()).isEqualTo(domain);
                        assertThat(e.getCommandIds()).containsExactly(known.get(0), known.get(1), twice);
                    })
                    .hasMessageContaining(domain)
                    .hasMessageContaining(": 3 (")
                    .hasMessageContaining(twice.toString());
            if (!autocommit) {
                store.sending().send(own, command(UUID.randomUUID()));
                own.rollback();
            }
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void theMessageNamesOnlyTheFirstOfManyDuplicates() throws SQLException {
        List<NewCommand> commands = commands(50);
        store.sending().sendAll(connection, commands);
        assertThatThrownBy(() -> store.sending().sendAll(connection, commands))
                .hasMessageContaining(": 50 (")
                .hasMessageContaining("and 45 more")
                .hasMessageContaining(commands.get(0).id().toString());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void duplicatesThatAreIgnoredTellWhatExists(boolean autocommit) throws SQLException {
        UUID done = sent();
        Completion completion = completion(fetchOne(), null);
        store.outcomes().complete(connection, List.of(completion));
        UUID fresh = UUID.randomUUID();
        long messages = count(queue);
        List<SentCommand> sent;
        try (Connection own = autocommit ? connect() : transaction()) {
            sent = store.sending().sendNew(own, List.of(command(fresh), command(done), command(fresh)));
            if (!autocommit) {
                own.commit();
            }
        }
        assertThat(sent).extracting(SentCommand::id).containsExactly(fresh, done, fresh);
        assertThat(sent).extracting(SentCommand::duplicate).containsExactly(false, true, true);
        assertThat(sent)
                .extracting(SentCommand::status)
                .containsExactly(CommandStatus.PENDING, CommandStatus.COMPLETED, CommandStatus.PENDING);
        assertThat(sent.get(2).msgId()).isEqualTo(sent.get(0).msgId());
        assertThat(count(queue)).isEqualTo(messages + 1);
        assertThat(events(fresh)).containsExactly("SENT");
        assertThat(events(done)).containsExactly("SENT", "RECEIVED", "COMPLETED");
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void twoBatchesWithTheSameIdsInOppositeOrderMakeEachOnce(boolean autocommit, boolean ignore) throws Exception {
        for (int round = 1; round <= 15; round++) {
            List<NewCommand> forth = commands(100);
            List<NewCommand> back = new ArrayList<>(forth);
            Collections.reverse(back);
            AtomicInteger senders = new AtomicInteger();
            List<Object> results = race(autocommit, own -> {
                List<NewCommand> commands = senders.getAndIncrement() == 0 ? forth : back;
                return ignore
                        ? store.sending().sendNew(own, commands)
                        : store.sending().sendAll(own, commands);
            });
            if (ignore) {
                assertThat(results).allSatisfy(result -> assertThat(result).isInstanceOf(List.class));
            } else {
                assertThat(results)
                        .hasAtLeastOneElementOfType(List.class)
                        .hasAtLeastOneElementOfType(DuplicateCommandException.class);
            }
            assertThat(count(queue)).isEqualTo(100L * round);
            assertThat(count("command_bus_audit WHERE domain = '" + domain + "'"))
                    .isEqualTo(100L * round);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void batchTakesCommandsOnlyWhileItIsOpen(boolean autocommit) throws SQLException {
        UUID open = batch("PENDING");
        UUID closed = batch("IN_PROGRESS");
        UUID unknown = UUID.randomUUID();
        try (Connection own = autocommit ? connect() : transaction()) {
            store.sending().send(own, inBatch(UUID.randomUUID(), open));
            store.sending().sendAll(own, List.of(inBatch(UUID.randomUUID(), open), command(UUID.randomUUID())));
            assertThatThrownBy(() -> store.sending().send(own, inBatch(UUID.randomUUID(), closed)))
                    .isInstanceOf(InvalidBatchStateException.class)
                    .hasMessageContaining(closed.toString())
                    .hasMessageContaining("closed (IN_PROGRESS)");
            assertThatThrownBy(() -> store.sending()
                            .sendNew(
                                    own,
                                    List.of(
                                            inBatch(UUID.randomUUID(), open),
                                            command(UUID.randomUUID()),
                                            inBatch(UUID.randomUUID(), unknown))))
                    .isInstanceOfSatisfying(InvalidBatchStateException.class, e -> {
                        assertThat(e.getBatchId()).isEqualTo(unknown);
                        assertThat(e.getDomain()).isEqualTo(domain);
                    })
                    .hasMessageContaining("does not exist");
            if (!autocommit) {
                own.commit();
            }
        }
        assertThat(count(queue)).isEqualTo(3);
        assertThat(count("command_bus_command WHERE batch_id = '" + open + "'")).isEqualTo(2);
    }

    @Test
    void batchOfAnotherDomainIsUnknown() throws SQLException {
        CommandStore other = new CommandStore(domain + "_x", CommandTables.DEFAULT);
        other.createQueues(connection);
        UUID batch = batch("PENDING");
        assertThatThrownBy(() -> other.sending().send(connection, inBatch(UUID.randomUUID(), batch)))
                .isInstanceOf(InvalidBatchStateException.class);
    }

    @Test
    void duplicateInABatchLeavesOneCommand() throws SQLException {
        UUID batch = batch("PENDING");
        UUID id = sent();
        assertThatThrownBy(() -> store.sending().send(connection, inBatch(id, batch)))
                .isInstanceOf(DuplicateCommandException.class);
        assertThat(count(queue)).isEqualTo(1);
        assertThat(row(id).batchId()).isNull();
    }

    @Test
    void sendersToABatchDoNotWaitForEachOtherAndWhoClosesItWaitsForThem() throws Exception {
        UUID batch = batch("PENDING");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection first = transaction();
                Connection second = transaction();
                Connection closer = connect()) {
            try (Statement limit = second.createStatement()) {
                limit.execute("SET lock_timeout = '10s'");
            }
            store.sending().send(first, inBatch(UUID.randomUUID(), batch));
            store.sending().send(second, inBatch(UUID.randomUUID(), batch));
            Future<?> closing = thread.submit(() -> close(closer, batch));
            awaitWaiting();
            // Who waits to close it is in nobody's way either.
            store.sending().send(second, inBatch(UUID.randomUUID(), batch));
            first.commit();
            assertThat(closing.isDone()).isFalse();
            second.commit();
            closing.get(20, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
        assertThat(count("command_bus_command WHERE batch_id = '" + batch + "'"))
                .isEqualTo(3);
    }

    @Test
    void senderThatWaitedForTheCloseIsRefused() throws Exception {
        UUID batch = batch("PENDING");
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try (Connection closer = transaction();
                Connection sender = connect()) {
            close(closer, batch);
            Future<Long> sending = thread.submit(() -> store.sending().send(sender, inBatch(UUID.randomUUID(), batch)));
            awaitWaiting();
            closer.commit();
            assertThatThrownBy(() -> sending.get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(InvalidBatchStateException.class)
                    .hasMessageContaining("closed");
        } finally {
            thread.shutdownNow();
        }
        assertThat(count(queue)).isZero();
    }

    private Void close(Connection own, UUID batch) throws SQLException {
        try (Statement statement = own.createStatement()) {
            statement.execute("UPDATE command_bus_batch SET status = 'IN_PROGRESS' WHERE batch_id = '" + batch + "'");
        }
        return null;
    }

    private void awaitWaiting() {
        Awaitility.await().untilAsserted(() -> assertThat(
                        count("pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"))
                .isEqualTo(1));
    }

    private double seconds(SentCommand sent) throws SQLException {
        return Double.parseDouble(text(
                "SELECT extract(epoch FROM vt - clock_timestamp()) FROM " + queue + " WHERE msg_id = ?", sent.msgId()));
    }

    private List<NewCommand> commands(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> command(UUID.randomUUID()))
                .toList();
    }

    private static List<UUID> ids(List<NewCommand> commands) {
        return commands.stream().map(NewCommand::id).toList();
    }

    private NewCommand delayed(UUID id, Delay delay) {
        NewCommand c = command(id);
        return new NewCommand(id, c.type(), null, null, 3, delay, null, c.bodyJson(), null);
    }

    private NewCommand inBatch(UUID id, UUID batch) {
        NewCommand c = command(id);
        return new NewCommand(id, c.type(), null, null, 3, null, batch, c.bodyJson(), null);
    }
}
