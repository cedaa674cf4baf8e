/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandStoreClaimIT extends StoreIT {

    @Test
    void claimCountsTheAttemptAndTakesTheLease() throws SQLException {
        UUID first = sent();
        UUID second = sent();
        List<FetchedCommand> fetched = store.claims().claim(connection, 10, LEASE);
        assertThat(fetched).extracting(FetchedCommand::commandId).containsExactly(first, second);
        assertThat(fetched).allSatisfy(f -> {
            assertThat(f.claimed()).isTrue();
            assertThat(f.suspect()).isFalse();
            assertThat(f.lease().readCount()).isEqualTo(1);
            assertThat(f.headersJson()).contains("traceparent");
            assertThat(f.command().status()).isEqualTo(CommandStatus.IN_PROGRESS);
            assertThat(f.command().attempts()).isEqualTo(1);
            assertThat(f.command().leaseExpiresAt()).isEqualTo(f.visibleAt());
            assertThat(f.command()).isEqualTo(row(f.commandId()));
        });
        assertThat(events(first)).containsExactly("SENT", "RECEIVED");
        assertThat(details(first, "RECEIVED")).contains("\"attempt\": 1", "\"msg_id\": ");
        assertThat(store.claims().claim(connection, 10, LEASE)).isEmpty();
    }

    @Test
    void claimKeepsToItsLimit() throws SQLException {
        for (int i = 0; i < 5; i++) {
            sent();
        }
        assertThat(store.claims().claim(connection, 2, LEASE)).hasSize(2);
        assertThat(store.claims().claim(connection, 0, LEASE)).isEmpty();
        assertThat(store.claims().claim(connection, 10, LEASE)).hasSize(3);
    }

    @Test
    void commandCommittedBehindTheSnapshotIsExaminedAndClaimed() throws Exception {
        UUID id = UUID.randomUUID();
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try (Connection sender = transaction()) {
            try (Statement statement = sender.createStatement()) {
                statement.execute("LOCK TABLE " + queue + " IN ACCESS EXCLUSIVE MODE");
            }
            store.sending().send(sender, command(id));
            // The claim's snapshot is taken, then it waits inside pgmq.read, which takes a newer one.
            Future<List<FetchedCommand>> claim = threads.submit(() -> {
                try (Connection own = connect()) {
                    return store.claims().claim(own, 10, LEASE);
                }
            });
            await().until(() -> count("pg_locks WHERE NOT granted AND relation = '" + queue + "'::regclass") == 1);
            sender.commit();
            FetchedCommand fetched = claim.get().get(0);
            assertThat(fetched.claimed()).isFalse();
            assertThat(examine(fetched)).isEqualTo(Disposition.CLAIM);
            FetchedCommand claimed =
                    store.intake().claimOne(connection, fetched, LEASE).orElseThrow();
            assertThat(claimed.suspect()).isFalse();
            assertThat(claimed.command()).isEqualTo(row(id));
            assertThat(row(id).attempts()).isEqualTo(1);
            assertThat(store.outcomes().complete(connection, List.of(completion(claimed, null))))
                    .hasSize(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void crashedAttemptIsASuspectThatIsClaimedOneByOne() throws SQLException {
        UUID id = sent(2, null);
        fetchOne();
        FetchedCommand again = steal();
        assertThat(again.claimed()).isFalse();
        assertThat(examine(again)).isEqualTo(Disposition.SUSPECT);
        FetchedCommand suspect =
                store.intake().claimOne(connection, again, LEASE).orElseThrow();
        assertThat(suspect.suspect()).isTrue();
        assertThat(suspect.command().attempts()).isEqualTo(2);
        assertThat(details(id, "RECEIVED")).contains("\"suspect\": true");

        FetchedCommand third = steal();
        assertThat(examine(third)).isEqualTo(Disposition.EXHAUSTED);
        assertThat(store.intake().claimOne(connection, third, LEASE)).isEmpty();
        assertThat(store.intake().exhaust(connection, third)).isTrue();
        assertThat(row(id)).satisfies(c -> {
            assertThat(c.status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
            assertThat(c.lastErrorCode()).isEqualTo(IntakeStatements.ATTEMPTS_EXHAUSTED);
            assertThat(c.attempts()).isEqualTo(2);
        });
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "RECEIVED", "MOVED_TO_TSQ");
        assertThat(count(queue)).isZero();
        assertThat(count(archiveTable())).isEqualTo(1);
    }

    @Test
    void exhaustKeepsTheLastErrorAndNeedsUsedUpAttempts() throws SQLException {
        UUID id = sent(2, null);
        FetchedCommand first = fetchOne();
        store.outcomes().retryLater(connection, first, new CommandError("TRANSIENT", "E1", "first"), Duration.ZERO);
        FetchedCommand second = fetchOne();
        String before = state();
        assertThat(store.intake().exhaust(connection, first)).isFalse();
        assertThat(state()).isEqualTo(before);
        assertThat(store.intake().exhaust(connection, second)).isTrue();
        assertThat(row(id).lastErrorCode()).isEqualTo("E1");
        assertThat(row(id).lastErrorMessage()).isEqualTo("first");
        assertThat(details(id, "MOVED_TO_TSQ")).contains("ATTEMPTS_EXHAUSTED");
    }

    @Test
    void exhaustLeavesACommandWithAttemptsLeft() throws SQLException {
        sent();
        FetchedCommand fetched = fetchOne();
        String before = state();
        assertThat(store.intake().exhaust(connection, fetched)).isFalse();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void usedUpAttemptsAreNotClaimed() throws SQLException {
        UUID id = sent(1, null);
        execute("UPDATE command_bus_command SET attempts = 1 WHERE command_id = '" + id + "'");
        FetchedCommand fetched = fetchOne();
        assertThat(fetched.claimed()).isFalse();
        assertThat(examine(fetched)).isEqualTo(Disposition.EXHAUSTED);
    }

    @Test
    void foreignCommandIsAdopted() throws SQLException {
        UUID id = UUID.randomUUID();
        sendRaw(new CommandMessage(domain, "Foreign", id, UUID.randomUUID(), "r__replies", null, "[1]").toJson());
        FetchedCommand fetched = fetchOne();
        assertThat(fetched.claimed()).isFalse();
        assertThat(examine(fetched)).isEqualTo(Disposition.UNKNOWN);
        CommandMessage message = CommandMessage.parse(fetched.bodyJson());
        assertThat(store.intake().adopt(connection, fetched, message, 4)).isTrue();
        assertThat(store.intake().adopt(connection, fetched, message, 4)).isFalse();
        assertThat(row(id)).satisfies(c -> {
            assertThat(c.status()).isEqualTo(CommandStatus.PENDING);
            assertThat(c.commandType()).isEqualTo("Foreign");
            assertThat(c.maxAttempts()).isEqualTo(4);
            assertThat(c.replyQueue()).isEqualTo("r__replies");
            assertThat(c.correlationId()).isEqualTo(message.correlationId());
        });
        assertThat(store.intake()
                        .claimOne(connection, fetched, LEASE)
                        .orElseThrow()
                        .command()
                        .attempts())
                .isEqualTo(1);
        assertThat(events(id)).containsExactly("ADOPTED", "RECEIVED");
    }

    @Test
    void secondDeliveryOfAFinishedCommandIsArchived() throws SQLException {
        UUID id = sent();
        fetchOne();
        execute("UPDATE command_bus_command SET status = 'COMPLETED' WHERE command_id = '" + id + "'");
        FetchedCommand again = steal();
        assertThat(examine(again)).isEqualTo(Disposition.TERMINAL_DUPLICATE);
        assertThat(store.intake().disposeDuplicate(connection, again)).isTrue();
        assertThat(store.intake().disposeDuplicate(connection, again)).isFalse();
        assertThat(row(id).status()).isEqualTo(CommandStatus.COMPLETED);
        assertThat(events(id)).endsWith("DUPLICATE_DISPOSED");
        assertThat(count(queue)).isZero();
        assertThat(count(archiveTable())).isEqualTo(1);
    }

    @Test
    void messageThatNoLongerCarriesTheCommandIsArchived() throws SQLException {
        UUID id = sent();
        sendRaw(command(id).bodyJson());
        List<FetchedCommand> fetched = store.claims().claim(connection, 10, LEASE);
        assertThat(fetched).extracting(FetchedCommand::claimed).containsExactly(true, false);
        assertThat(examine(fetched.get(1))).isEqualTo(Disposition.STALE);
        assertThat(store.intake().disposeStale(connection, fetched.get(1))).isTrue();
        assertThat(row(id).status()).isEqualTo(CommandStatus.IN_PROGRESS);
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "STALE_DISPOSED");
        assertThat(store.outcomes().complete(connection, List.of(completion(fetched.get(0), null))))
                .hasSize(1);
    }

    @Test
    void messageOfAnotherSendDoesNotClaimAWaitingCommand() throws SQLException {
        UUID id = sent();
        store.outcomes().retryLater(connection, fetchOne(), new CommandError("T", "C", "m"), Duration.ofHours(1));
        sendRaw(command(id).bodyJson());
        FetchedCommand fetched = fetchOne();
        assertThat(fetched.claimed()).isFalse();
        assertThat(store.intake().claimOne(connection, fetched, LEASE)).isEmpty();
        assertThat(examine(fetched)).isEqualTo(Disposition.STALE);
        assertThat(row(id).status()).isEqualTo(CommandStatus.PENDING);
        assertThat(row(id).attempts()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "5",
                "[]",
                "\"text\"",
                "{}",
                "{\"command_id\":5}",
                "{\"command_id\":\"1-1-1-1-1\"}",
                "{\"command_id\":\"' OR 1=1 --\"}",
                "{\"command_id\":\"6f6b5f1e-0000-4000-8000-000000000001\\n\"}",
                "{\"command_id\":\"6f6b5f1e-0000-4000-8000-000000000001\",\"domain\":\"other\",\"command_type\":\"T\"}"
            })
    void malformedMessageIsQuarantinedOnceWithItsBody(String body) throws SQLException {
        sendRaw(body);
        FetchedCommand fetched = fetchOne();
        assertThat(fetched.claimed()).isFalse();
        assertThat(examine(fetched)).isEqualTo(Disposition.MALFORMED);
        Optional<UUID> listed = store.intake()
                .quarantine(connection, fetched, ClaimPolicy.malformedBecause(domain, fetched.bodyJson()));
        CommandMetadata command = row(listed.orElseThrow());
        assertThat(command.status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(command.lastErrorCode()).isEqualTo(IntakeStatements.MALFORMED);
        assertThat(command.lastErrorMessage()).isNotBlank();
        assertThat(events(command.commandId())).containsExactly("QUARANTINED");
        assertThat(text(
                        "SELECT message::text::jsonb = ?::jsonb FROM " + archiveTable() + " WHERE msg_id = "
                                + command.msgId(),
                        body))
                .isEqualTo("t");
        assertThat(count(queue)).isZero();
        assertThat(store.intake()
                        .quarantine(connection, fetched, ClaimPolicy.malformedBecause(domain, fetched.bodyJson())))
                .isEmpty();
    }

    @Test
    void sqlNullMessageIsQuarantined() throws SQLException {
        execute("SELECT pgmq.send('" + store.domain().commandQueue() + "', NULL::jsonb)");
        FetchedCommand fetched = fetchOne();
        assertThat(fetched.bodyJson()).isNull();
        assertThat(examine(fetched)).isEqualTo(Disposition.MALFORMED);
        assertThat(store.intake().quarantine(connection, fetched, ClaimPolicy.malformedBecause(domain, null)))
                .isPresent();
    }

    @Test
    void malformedMessageWithMetadataKeepsItsRow() throws SQLException {
        UUID id = UUID.randomUUID();
        store.sending()
                .send(
                        connection,
                        new NewCommand(id, "T", null, null, 3, null, null, "{\"command_id\":\"" + id + "\"}", null));
        FetchedCommand fetched = fetchOne();
        assertThat(fetched.claimed()).isTrue();
        assertThat(store.intake()
                        .quarantine(connection, fetched, ClaimPolicy.malformedBecause(domain, fetched.bodyJson())))
                .contains(id);
        assertThat(row(id).status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(row(id).commandType()).isEqualTo("T");
    }

    @Test
    void malformedMessageNeverTakesTheRowOfAnotherOne() throws SQLException {
        UUID id = sent();
        store.outcomes().complete(connection, List.of(completion(fetchOne(), null)));
        sendRaw("{\"command_id\":\"" + id + "\"}");
        UUID listed = store.intake()
                .quarantine(connection, fetchOne(), ClaimPolicy.malformedBecause(domain, "{}"))
                .orElseThrow();
        assertThat(listed).isNotEqualTo(id);
        assertThat(row(id).status()).isEqualTo(CommandStatus.COMPLETED);
    }

    @Test
    void lostLeaseIsSeenByEveryDisposition() throws SQLException {
        UUID id = sent();
        FetchedCommand first = fetchOne();
        steal();
        String before = state();
        assertThat(examine(first)).isEqualTo(Disposition.LEASE_LOST);
        assertThat(store.intake().claimOne(connection, first, LEASE)).isEmpty();
        assertThat(store.intake().adopt(connection, first, CommandMessage.parse(first.bodyJson()), 3))
                .isFalse();
        assertThat(store.intake().disposeDuplicate(connection, first)).isFalse();
        assertThat(store.intake().disposeStale(connection, first)).isFalse();
        assertThat(store.intake().exhaust(connection, first)).isFalse();
        assertThat(store.intake().quarantine(connection, first, ClaimPolicy.malformedBecause(domain, "{}")))
                .isEmpty();
        assertThat(state()).isEqualTo(before);
        store.outcomes().leasesLost(connection, List.of(first));
        assertThat(events(id)).endsWith("LEASE_LOST");
    }

    @Test
    void examineNeedsATransaction() throws SQLException {
        sent();
        FetchedCommand fetched = fetchOne();
        assertThatThrownBy(() -> store.intake().examine(connection, fetched))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setAutoCommit(false)");
    }

    private Disposition examine(FetchedCommand fetched) throws SQLException {
        try (Connection transaction = transaction()) {
            Examination examination = store.intake().examine(transaction, fetched);
            transaction.commit();
            return ClaimPolicy.decide(domain, fetched, examination);
        }
    }

    private void sendRaw(String body) throws SQLException {
        text("SELECT pgmq.send(?::text, ?::jsonb)", store.domain().commandQueue(), body);
    }
}
