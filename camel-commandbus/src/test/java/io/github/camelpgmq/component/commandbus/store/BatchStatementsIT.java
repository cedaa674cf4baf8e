/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.InvalidBatchStateException;
import io.github.camelpgmq.component.commandbus.model.Batch;
import io.github.camelpgmq.component.commandbus.model.BatchCounts;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.ops.BatchQueries;
import io.github.camelpgmq.component.commandbus.ops.TroubleshootingDesk;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchStatementsIT extends StoreIT {

    private static final CommandError ERROR = new CommandError("PERMANENT", "NO", "no");

    private final UUID batch = UUID.randomUUID();
    private BatchStatements batches;
    private BatchQueries batchQueries;

    @BeforeEach
    void openBatch() throws SQLException {
        batches = store.batches();
        batchQueries = new BatchQueries(store);
        batches.open(
                connection, batch, "salaries", "{\"month\": 5}", store.domain().replyQueue());
    }

    @Test
    void anOpenBatchIsPendingAndItsStartIsAudited() throws SQLException {
        Batch opened = batch();

        assertThat(opened.status()).isEqualTo(BatchStatus.PENDING);
        assertThat(opened.name()).isEqualTo("salaries");
        assertThat(opened.customDataJson()).isEqualTo("{\"month\": 5}");
        assertThat(opened.startedAt()).isNull();
        assertThat(events(batch)).containsExactly("BATCH_STARTED");
    }

    @Test
    void creationMayBeRepeatedWhileTheBatchIsOpen() throws SQLException {
        String queueName = store.domain().replyQueue();

        assertThat(batches.open(connection, batch, "salaries", "{\"month\": 5}", queueName))
                .isFalse();
        assertThat(events(batch)).containsExactly("BATCH_STARTED");
        assertThatThrownBy(() -> batches.open(connection, batch, "others", "{\"month\": 5}", queueName))
                .isInstanceOf(InvalidBatchStateException.class)
                .hasMessageContaining("another name");
        assertThatThrownBy(() -> batches.open(connection, batch, "salaries", null, queueName))
                .isInstanceOf(InvalidBatchStateException.class);
        assertThatThrownBy(() -> batches.open(connection, batch, "salaries", "{\"month\": 5}", null))
                .isInstanceOf(InvalidBatchStateException.class);
        batches.close(connection, batch);
        assertThatThrownBy(() -> batches.open(connection, batch, "salaries", "{\"month\": 5}", queueName))
                .isInstanceOf(InvalidBatchStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void onlyAClosedBatchWhoseCommandsHaveEndedIsCompleted() throws SQLException {
        member();
        member();
        List<FetchedCommand> fetched = store.claims().claim(connection, 10, LEASE);
        store.outcomes().complete(connection, List.of(completion(fetched.get(0), null)));
        assertThat(complete()).as("open").isEmpty();

        assertThat(batches.close(connection, batch)).isEqualTo(2);
        assertThat(complete()).as("a command runs").isEmpty();
        assertThat(batch().counts()).isEqualTo(new BatchCounts(2, 0, 1, 1, 0, 0, 0));
        assertThat(batch().status()).isEqualTo(BatchStatus.IN_PROGRESS);

        store.outcomes().complete(connection, List.of(completion(fetched.get(1), null)));
        assertThat(complete()).containsExactly(batch);
        assertThat(complete()).as("a second time").isEmpty();

        assertThat(batch().status()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(batch().completedAt()).isNotNull();
        assertThat(events(batch)).containsExactly("BATCH_STARTED", "BATCH_COMPLETED");
        assertThat(details(batch, "BATCH_COMPLETED"))
                .contains("\"total_count\": 2", "\"completed_count\": 2", "\"status\": \"COMPLETED\"");
        assertThat(replies())
                .singleElement()
                .asString()
                .contains(
                        "\"batch_id\": \"" + batch + "\"",
                        "\"domain\": \"" + domain + "\"",
                        "\"name\": \"salaries\"",
                        "\"status\": \"COMPLETED\"",
                        "\"total_count\": 2",
                        "\"completed_count\": 2",
                        "\"failed_count\": 0",
                        "\"canceled_count\": 0",
                        "\"custom_data\": {\"month\": 5}")
                .containsPattern("\"completed_at\": \"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"");
    }

    @Test
    void anEmptyBatchIsDoneWhenItIsClosed() throws SQLException {
        assertThat(batches.close(connection, batch)).isZero();
        assertThat(complete()).containsExactly(batch);
        assertThat(batch().status()).isEqualTo(BatchStatus.COMPLETED);
    }

    @Test
    void aFailedCommandMakesABatchOneWithFailures() throws SQLException {
        member();
        member();
        batches.close(connection, batch);
        List<FetchedCommand> fetched = store.claims().claim(connection, 10, LEASE);
        store.outcomes().complete(connection, List.of(completion(fetched.get(0), null)));
        store.outcomes().failBusiness(connection, fetched.get(1), ERROR, null, null);

        assertThat(complete()).containsExactly(batch);
        assertThat(batch().status()).isEqualTo(BatchStatus.COMPLETED_WITH_FAILURES);
        assertThat(batch().counts()).isEqualTo(new BatchCounts(2, 0, 0, 1, 1, 0, 0));
    }

    @Test
    void aCommandInTroubleshootingKeepsTheBatchUntilItsOperatorDecides() throws SQLException {
        TroubleshootingDesk desk = new TroubleshootingDesk(store);
        UUID retried = member();
        UUID canceled = member();
        batches.close(connection, batch);
        for (FetchedCommand fetched : store.claims().claim(connection, 10, LEASE)) {
            store.outcomes().toTroubleshooting(connection, fetched, ERROR, false);
        }
        assertThat(complete()).isEmpty();
        assertThat(batch().counts()).isEqualTo(new BatchCounts(2, 0, 0, 0, 0, 0, 2));

        desk.retry(connection, retried, null, "ann", "again");
        assertThat(complete()).isEmpty();
        desk.cancel(connection, canceled, "ann", "no");
        assertThat(complete()).isEmpty();
        assertThat(batch().counts()).isEqualTo(new BatchCounts(2, 1, 0, 0, 0, 1, 0));

        store.outcomes().complete(connection, List.of(completion(fetchOne(), null)));
        assertThat(complete()).containsExactly(batch);
        assertThat(batch().status()).isEqualTo(BatchStatus.COMPLETED_WITH_FAILURES);
        assertThat(batch().counts()).isEqualTo(new BatchCounts(2, 0, 0, 1, 0, 1, 0));
    }

    @Test
    void ofTwoWhoSeeTheEndAtTheSameMomentOneCompletes() throws Exception {
        for (int i = 0; i < 30; i++) {
            UUID one = UUID.randomUUID();
            batches.open(connection, one, "empty", null, store.domain().replyQueue());
            batches.close(connection, one);
            List<Object> results =
                    race(true, own -> batches.complete(own, List.of(one)).size());
            assertThat(results).containsExactlyInAnyOrder(0, 1);
            assertThat(events(one)).containsExactly("BATCH_STARTED", "BATCH_COMPLETED");
        }
        assertThat(replies()).hasSize(30);
    }

    @Test
    void whoFindsTheBatchLockedDoesNotWait() throws Exception {
        batches.close(connection, batch);
        try (Connection other = transaction()) {
            assertThat(batches.complete(other, List.of(batch))).hasSize(1);
            execute("SET statement_timeout = '5s'");
            assertThat(complete()).isEmpty();
            other.rollback();
        }
        assertThat(complete()).as("after the other has given up").containsExactly(batch);
    }

    @Test
    void closingWaitsForTheSendersOfThisMomentAndCountsTheirCommands() throws Exception {
        try (Connection sender = transaction();
                Connection closer = connect()) {
            store.sending().send(sender, memberCommand(UUID.randomUUID()));
            CompletableFuture<Long> total = CompletableFuture.supplyAsync(() -> {
                try {
                    return batches.close(closer, batch);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            Awaitility.await().until(() -> count("pg_stat_activity WHERE wait_event_type = 'Lock'") > 0);
            sender.commit();
            assertThat(total.get()).isEqualTo(1);
        }
    }

    @Test
    void whatWaitedForTheClosingIsNotSent() throws Exception {
        try (Connection closer = transaction();
                Connection sender = connect()) {
            batches.close(closer, batch);
            CompletableFuture<Object> sent = CompletableFuture.supplyAsync(() -> {
                try {
                    return store.sending().send(sender, memberCommand(UUID.randomUUID()));
                } catch (SQLException | RuntimeException e) {
                    return e;
                }
            });
            Awaitility.await().until(() -> count("pg_stat_activity WHERE wait_event_type = 'Lock'") > 0);
            closer.commit();
            assertThat(sent.get()).isInstanceOf(InvalidBatchStateException.class);
        }
        assertThat(count(queue)).isZero();
        assertThatThrownBy(() -> batches.close(connection, batch))
                .isInstanceOf(InvalidBatchStateException.class)
                .hasMessageContaining("IN_PROGRESS");
        assertThatThrownBy(() -> batches.close(connection, UUID.randomUUID()))
                .isInstanceOf(InvalidBatchStateException.class)
                .hasMessageContaining("does not exist");
    }

    private UUID member() throws SQLException {
        UUID id = UUID.randomUUID();
        store.sending().send(connection, memberCommand(id));
        return id;
    }

    private NewCommand memberCommand(UUID id) {
        NewCommand command = command(id);
        return new NewCommand(
                id, command.type(), null, null, 3, command.delay(), batch, command.bodyJson(), command.headersJson());
    }

    private List<UUID> complete() throws SQLException {
        return batches.complete(connection, List.of(batch)).stream()
                .map(BatchStatements.Completed::batchId)
                .toList();
    }

    private Batch batch() throws SQLException {
        return batchQueries.get(connection, batch).orElseThrow();
    }
}
