/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandStoreOutcomeIT extends StoreIT {

    private static final CommandError ERROR = new CommandError("TRANSIENT", "E1", "it's \"broken\"\u0000; --");

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void completeWritesStatusAuditAndReplyAndTakesTheMessage(boolean archive) throws SQLException {
        store = new CommandStore(domain, CommandTables.DEFAULT, archive);
        UUID replied = sent();
        UUID silent = sent();
        List<FetchedCommand> fetched = store.claims().claim(connection, 10, LEASE);
        Completion withReply = new Completion(
                fetched.get(0).lease(), replied, store.domain().replyQueue(), "{\"ok\":1}", "{\"h\":\"v\"}");
        assertThat(store.outcomes().complete(connection, List.of(completion(fetched.get(1), null), withReply)))
                .containsExactly(
                        fetched.get(0).lease().messageId(),
                        fetched.get(1).lease().messageId());

        for (UUID id : List.of(replied, silent)) {
            assertThat(row(id).status()).isEqualTo(CommandStatus.COMPLETED);
            assertThat(row(id).leaseExpiresAt()).isNull();
            assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED");
        }
        assertThat(replies()).containsExactly("{\"ok\": 1}");
        assertThat(text("SELECT headers->>'h' FROM pgmq.q_" + store.domain().replyQueue()))
                .isEqualTo("v");
        assertThat(count(queue)).isZero();
        assertThat(count(archiveTable())).isEqualTo(archive ? 2 : 0);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void staleWorkerLeavesNoTrace(boolean archive) throws SQLException {
        store = new CommandStore(domain, CommandTables.DEFAULT, archive);
        sent(3, store.domain().replyQueue());
        FetchedCommand stale = fetchOne();
        FetchedCommand thief =
                store.intake().claimOne(connection, steal(), LEASE).orElseThrow();
        String before = state();
        String reply = store.domain().replyQueue();
        assertThat(store.outcomes().complete(connection, List.of(completion(stale, reply))))
                .isEmpty();
        assertThat(store.outcomes().retryLater(connection, stale, ERROR, Duration.ZERO))
                .isFalse();
        assertThat(store.outcomes().toTroubleshooting(connection, stale, ERROR, true))
                .isFalse();
        assertThat(store.outcomes().failBusiness(connection, stale, ERROR, reply, "{}"))
                .isFalse();
        assertThat(store.leases().release(connection, List.of(stale), Duration.ZERO))
                .isEmpty();
        assertThat(store.leases().renew(connection, List.of(stale.lease()), LEASE))
                .isEmpty();
        assertThat(state()).isEqualTo(before);

        assertThat(store.outcomes().complete(connection, List.of(completion(thief, reply))))
                .hasSize(1);
        assertThat(replies()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void staleCompletionsOfAGroupLeaveNothingButTheAuditOfTheirLosses(int limit) throws SQLException {
        List<FetchedCommand> stale = new ArrayList<>();
        List<Completion> completions = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent();
        }
        stale.addAll(store.claims().claim(connection, 3, LEASE));
        for (FetchedCommand one : stale) {
            completions.add(completion(one, store.domain().replyQueue()));
        }
        execute("UPDATE " + queue + " SET read_ct = read_ct + 1 WHERE msg_id <> "
                + stale.get(1).lease().messageId());

        ClaimResult result = store.claims().claim(connection, completions, limit, LEASE);
        assertThat(result.completedMsgIds())
                .containsExactly(stale.get(1).lease().messageId());
        assertThat(replies()).hasSize(1);
        assertThat(events(stale.get(0).commandId())).containsExactly("SENT", "RECEIVED", "LEASE_LOST");
        assertThat(details(stale.get(0).commandId(), "LEASE_LOST"))
                .isEqualTo("{\"msg_id\": " + stale.get(0).lease().messageId() + ", \"read_count\": 1}");
        assertThat(events(stale.get(1).commandId())).containsExactly("SENT", "RECEIVED", "COMPLETED");
        assertThat(events(stale.get(2).commandId())).containsExactly("SENT", "RECEIVED", "LEASE_LOST");
        assertThat(count(queue)).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void completionThatIsWrittenAgainIsNoLostLease(int limit) throws SQLException {
        UUID id = sent();
        List<Completion> completion =
                List.of(completion(fetchOne(), store.domain().replyQueue()));
        store.claims().claim(connection, completion, limit, LEASE);
        String before = state();
        assertThat(store.claims().claim(connection, completion, limit, LEASE).completedMsgIds())
                .hasSize(1);
        assertThat(store.outcomes().leasesLost(connection, List.of())).isZero();
        assertThat(state()).isEqualTo(before);
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED");
    }

    @Test
    void retryMayWaitUntilAnInstant() throws SQLException {
        UUID id = sent();
        Instant until = Instant.parse("2099-01-01T00:00:00Z");
        assertThat(store.outcomes().retryLater(connection, fetchOne(), ERROR, Delay.until(until)))
                .isTrue();
        assertThat(text("SELECT vt = '2099-01-01T00:00:00Z' FROM " + queue)).isEqualTo("t");
        assertThat(events(id)).endsWith("FAILED", "RETRY_SCHEDULED");
        assertThat(Long.parseLong(text("SELECT ?::jsonb ->> 'delay_ms'", details(id, "RETRY_SCHEDULED"))))
                .isGreaterThan(Duration.ofDays(365).toMillis());
    }

    @Test
    void secondCompletionDoesNothing() throws SQLException {
        sent();
        FetchedCommand fetched = fetchOne();
        Completion completion = completion(fetched, store.domain().replyQueue());
        assertThat(store.outcomes().complete(connection, List.of(completion))).hasSize(1);
        String before = state();
        assertThat(store.outcomes().complete(connection, List.of(completion))).isEmpty();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void completionOfACommandThatIsNotInProgressKeepsTheMessage() throws SQLException {
        UUID id = sent();
        FetchedCommand fetched = fetchOne();
        execute("UPDATE command_bus_command SET status = 'CANCELED' WHERE command_id = '" + id + "'");
        String before = state();
        assertThat(store.outcomes()
                        .complete(
                                connection,
                                List.of(completion(fetched, store.domain().replyQueue()))))
                .isEmpty();
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void completionRollsBackWithItsTransaction() throws SQLException {
        sent();
        FetchedCommand fetched = fetchOne();
        String before = state();
        try (Connection transaction = transaction()) {
            assertThat(store.outcomes()
                            .complete(
                                    transaction,
                                    List.of(completion(fetched, store.domain().replyQueue()))))
                    .hasSize(1);
            transaction.rollback();
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void missingReplyQueueCostsTheReplyOnly() throws SQLException {
        sent();
        FetchedCommand fetched = fetchOne();
        assertThat(store.outcomes().complete(connection, List.of(completion(fetched, "no_such_queue"))))
                .hasSize(1);
        assertThat(state()).contains("\"status\":\"COMPLETED\"");
        assertThat(replies()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneRoundTripCompletesAndClaims(boolean archive) throws SQLException {
        store = new CommandStore(domain, CommandTables.DEFAULT, archive);
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            ids.add(sent());
        }
        List<FetchedCommand> first = store.claims().claim(connection, 4, LEASE);
        // The lease of one that is being completed has run out, so that the read could take it again.
        execute("UPDATE " + queue + " SET vt = clock_timestamp() - interval '1 second' WHERE msg_id = "
                + first.get(1).lease().messageId());
        Completion lost = new Completion(
                new Lease(first.get(2).lease().messageId(), 99), first.get(2).commandId(), null, null, null);
        ClaimResult result = store.claims()
                .claim(
                        connection,
                        List.of(
                                completion(first.get(1), store.domain().replyQueue()),
                                completion(first.get(0), null),
                                lost),
                        10,
                        LEASE);
        assertThat(result.completedMsgIds())
                .containsExactly(
                        first.get(0).lease().messageId(), first.get(1).lease().messageId());
        assertThat(result.fetched()).extracting(FetchedCommand::commandId).containsExactly(ids.get(4), ids.get(5));
        assertThat(result.fetched()).allSatisfy(f -> assertThat(f.command()).isEqualTo(row(f.commandId())));
        assertThat(row(ids.get(0)).status()).isEqualTo(CommandStatus.COMPLETED);
        assertThat(row(ids.get(1)).status()).isEqualTo(CommandStatus.COMPLETED);
        assertThat(row(ids.get(2)).status()).isEqualTo(CommandStatus.IN_PROGRESS);
        assertThat(replies()).hasSize(1);
        assertThat(store.claims().claim(connection, List.of(), 0, LEASE))
                .isEqualTo(new ClaimResult(List.of(), List.of()));
        assertThat(store.claims()
                        .claim(connection, List.of(completion(first.get(3), null)), 0, LEASE)
                        .completedMsgIds())
                .hasSize(1);
    }

    @Test
    void fusedStatementWritesRepliesEvenWhenNothingIsFetched() throws SQLException {
        sent();
        FetchedCommand fetched = fetchOne();
        ClaimResult result = store.claims()
                .claim(connection, List.of(completion(fetched, store.domain().replyQueue())), 5, LEASE);
        assertThat(result.completedMsgIds()).hasSize(1);
        assertThat(result.fetched()).isEmpty();
        assertThat(replies()).hasSize(1);
    }

    @Test
    void statementsStayCorrectOnceTheyArePrepared() throws SQLException {
        for (int i = 0; i < 30; i++) {
            UUID id = sent();
            FetchedCommand fetched = fetchOne();
            assertThat(fetched.claimed()).isTrue();
            assertThat(store.outcomes()
                            .complete(
                                    connection,
                                    List.of(completion(
                                            fetched,
                                            i % 2 == 0 ? null : store.domain().replyQueue()))))
                    .hasSize(1);
            assertThat(row(id).status()).isEqualTo(CommandStatus.COMPLETED);
        }
        assertThat(replies()).hasSize(15);
    }

    @Test
    void retryLaterMakesTheCommandPendingAgain() throws SQLException {
        UUID id = sent();
        FetchedCommand fetched = fetchOne();
        assertThat(store.outcomes().retryLater(connection, fetched, ERROR, Duration.ofMillis(10_500)))
                .isTrue();
        assertThat(row(id)).satisfies(c -> {
            assertThat(c.status()).isEqualTo(CommandStatus.PENDING);
            assertThat(c.attempts()).isEqualTo(1);
            assertThat(c.leaseExpiresAt()).isNull();
            assertThat(c.lastErrorType()).isEqualTo("TRANSIENT");
            assertThat(c.lastErrorCode()).isEqualTo("E1");
            assertThat(c.lastErrorMessage()).isEqualTo("it's \"broken\"\uFFFD; --");
        });
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "FAILED", "RETRY_SCHEDULED");
        assertThat(details(id, "RETRY_SCHEDULED")).contains("10500");
        assertThat(details(id, "FAILED")).contains("\"error_code\": \"E1\"");
        assertThat(store.leases()
                        .millisUntilNextVisible(connection, Duration.ZERO)
                        .orElseThrow())
                .isBetween(5_000L, 10_500L);
        expireLeases();
        assertThat(fetchOne().command().attempts()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void troubleshootingArchivesTheMessage(boolean exhausted) throws SQLException {
        UUID id = sent(3, store.domain().replyQueue());
        assertThat(store.outcomes().toTroubleshooting(connection, fetchOne(), ERROR, exhausted))
                .isTrue();
        assertThat(row(id).status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(row(id).lastErrorCode()).isEqualTo("E1");
        assertThat(events(id))
                .isEqualTo(
                        exhausted
                                ? List.of("SENT", "RECEIVED", "FAILED", "MOVED_TO_TSQ")
                                : List.of("SENT", "RECEIVED", "MOVED_TO_TSQ"));
        assertThat(count(queue)).isZero();
        assertThat(count(archiveTable())).isEqualTo(1);
        assertThat(replies()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void businessFailureIsFinalAndReplied(boolean archive) throws SQLException {
        store = new CommandStore(domain, CommandTables.DEFAULT, archive);
        UUID id = sent();
        assertThat(store.outcomes()
                        .failBusiness(
                                connection, fetchOne(), ERROR, store.domain().replyQueue(), "{\"outcome\":\"FAILED\"}"))
                .isTrue();
        assertThat(row(id).status()).isEqualTo(CommandStatus.FAILED);
        assertThat(events(id)).containsExactly("SENT", "RECEIVED", "BUSINESS_RULE_FAILED");
        assertThat(replies()).containsExactly("{\"outcome\": \"FAILED\"}");
        assertThat(count(queue)).isZero();
        assertThat(count(archiveTable())).isEqualTo(archive ? 1 : 0);
        sent();
        assertThat(store.outcomes().failBusiness(connection, fetchOne(), ERROR, null, null))
                .isTrue();
        assertThat(replies()).hasSize(1);
    }

    @Test
    void twoCompletionsAtOnceWriteOneOutcome() throws Exception {
        for (int round = 1; round <= 15; round++) {
            sent();
            Completion completion = completion(fetchOne(), store.domain().replyQueue());
            assertThat(race(true, own -> store.outcomes()
                            .complete(own, List.of(completion))
                            .size()))
                    .containsExactlyInAnyOrder(1, 0);
            assertThat(replies()).hasSize(round);
        }
    }

    @Test
    void emptyListsTouchNothing() throws SQLException {
        assertThat(store.outcomes().complete(connection, List.of())).isEmpty();
        assertThat(store.leases().release(connection, List.of(), LEASE)).isEmpty();
        assertThat(store.leases().renew(connection, List.of(), LEASE)).isEmpty();
    }
}
