/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Outcome;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Actions on all that a filter selects. */
class BulkActionsIT extends OpsIT {

    private BulkRequest every() {
        return BulkRequest.of(CommandFilter.of(domain), "ann", "bulk").withEverything(true);
    }

    @Test
    void retriesAllInChunksEachWithItsMessageAndHeaders() throws SQLException {
        manyTroubled(domain, 25, "T");
        List<Integer> chunks = new ArrayList<>();
        BulkResult result = new BulkActions(name -> desk, (name, done) -> chunks.add(done.size()))
                .retry(connection, every().withChunkSize(10));

        assertThat(result).satisfies(r -> {
            assertThat(r.dryRun()).isFalse();
            assertThat(r.matched()).isEqualTo(25);
            assertThat(r.done()).isEqualTo(25);
            assertThat(r.skipped()).isZero();
            assertThat(r.first()).hasSize(BulkResult.MAX_LISTED);
        });
        assertThat(chunks).containsExactly(10, 10, 5);
        assertThat(count(archiveTable())).isZero();
        List<FetchedCommand> fetched = store.claims().claim(connection, 100, LEASE);
        assertThat(fetched).hasSize(25).allSatisfy(command -> {
            assertThat(command.claimed()).isTrue();
            assertThat(command.command().attempts()).isOne();
            assertThat(command.bodyJson()).contains(command.commandId().toString());
            assertThat(command.headersJson()).contains("traceparent");
        });
        assertThat(details(fetched.get(0).commandId(), "OPERATOR_RETRY"))
                .contains("\"operator\": \"ann\"", "\"reason\": \"bulk\"", "\"edited\": false");
    }

    @Test
    void cancelsAllWithRepliesThatHaveTheReason() throws SQLException {
        manyTroubled(domain, 12, "T");
        assertThat(bulk.cancel(connection, every().withChunkSize(5)).done()).isEqualTo(12);
        assertThat(replies()).hasSize(12).allSatisfy(json -> {
            assertThat(Reply.parse(json).outcome()).isEqualTo(Outcome.CANCELED);
            assertThat(Reply.parse(json).reason()).isEqualTo("bulk");
        });
        assertThat(replies().stream().map(json -> Reply.parse(json).commandId()))
                .doesNotHaveDuplicates();
        assertThat(count("command_bus_audit", "event_type = 'OPERATOR_CANCEL' AND details_json->>'operator' = 'ann'"))
                .isEqualTo(12);
    }

    @Test
    void completesAllWithOneResult() throws SQLException {
        manyTroubled(domain, 3, "T");
        assertThat(bulk.complete(connection, every(), "{\"by\":\"hand\"}").done())
                .isEqualTo(3);
        assertThat(replies()).hasSize(3).allSatisfy(json -> {
            assertThat(Reply.parse(json).outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(Reply.parse(json).dataJson()).contains("hand");
        });
        assertThat(count("command_bus_command", "status = 'COMPLETED'")).isEqualTo(3);
        troubled();
        assertThatThrownBy(() -> bulk.complete(connection, every(), "{broken"))
                .isInstanceOf(MalformedCommandException.class);
    }

    @Test
    void actsOnWhatTheFilterSelectsAndNoMore() throws SQLException {
        UUID debit = troubled(null, "Debit", "A");
        UUID credit = troubled(null, "Credit", "A");
        UUID other = troubled(null, "Credit", "B");
        BulkResult result = bulk.cancel(
                connection,
                BulkRequest.of(
                        CommandFilter.of(domain).withCommandType("Credit").withErrorCode("A"), "ann", null));
        assertThat(result.first()).containsExactly(new BulkResult.Entry(domain, credit, null));
        assertThat(row(debit).status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(row(other).status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
    }

    @Test
    void theLimitBoundsHowManyAndTheNewestComeFirst() throws SQLException {
        manyTroubled(domain, 10, "T");
        CommandFilter filter = CommandFilter.of(domain).withLimit(4);
        List<UUID> newest = search.troubleshooting(connection, filter).items().stream()
                .map(item -> item.command().commandId())
                .toList();
        BulkResult result = bulk.cancel(
                connection,
                BulkRequest.of(filter, null, null).withEverything(true).withChunkSize(3));
        assertThat(result.done()).isEqualTo(4);
        assertThat(result.first()).extracting(BulkResult.Entry::commandId).isEqualTo(newest);
        assertThat(search.countTroubleshooting(connection, filter)).isEqualTo(6);
    }

    @Test
    void aDryRunTellsWhatWouldBeDoneAndChangesNothing() throws SQLException {
        UUID fine = troubled();
        UUID gone = troubled();
        execute("DELETE FROM " + archiveTable() + " WHERE message->>'command_id' = '" + gone + "'");
        String before = state();
        try (Connection other = transaction()) {
            // Not even locks: another operator holds one here.
            desk.cancel(other, fine, "bob", null);
            BulkResult result = bulk.retry(connection, every().withDryRun(true));
            assertThat(result.dryRun()).isTrue();
            assertThat(result.matched()).isEqualTo(2);
            assertThat(result.first()).containsExactly(new BulkResult.Entry(domain, fine, null));
            assertThat(result.firstSkipped()).singleElement().satisfies(entry -> {
                assertThat(entry.commandId()).isEqualTo(gone);
                assertThat(entry.reason()).contains("no longer in the archive");
            });
            other.rollback();
        }
        assertThat(state()).isEqualTo(before);
        assertThat(bulk.cancel(connection, every().withDryRun(true)).done()).isEqualTo(2);
        assertThat(bulk.complete(connection, every().withDryRun(true), "1").done())
                .isEqualTo(2);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void whatCannotBeRetriedIsSkippedWithTheReasonAndTheRestGoesOn() throws SQLException {
        UUID gone = troubled();
        execute("DELETE FROM " + archiveTable());
        UUID broken = troubled();
        execute("UPDATE command_bus_command SET command_type = '' WHERE command_id = '" + broken + "'");
        UUID fine = troubled();
        BulkResult result = bulk.retry(connection, every());
        assertThat(result.matched()).isEqualTo(3);
        assertThat(result.first()).extracting(BulkResult.Entry::commandId).containsExactly(fine);
        assertThat(result.firstSkipped())
                .extracting(BulkResult.Entry::commandId)
                .containsExactly(broken, gone);
        assertThat(result.firstSkipped())
                .extracting(BulkResult.Entry::reason)
                .satisfiesExactly(reason -> assertThat(reason).contains("command_type"), reason -> assertThat(reason)
                        .contains("no longer in the archive"));
        assertThat(row(gone).status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
    }

    @Test
    void whatComesBackWhileItRunsIsNotTakenAgain() throws SQLException {
        manyTroubled(domain, 20, "T");
        int[] again = {0};
        BulkActions failing = new BulkActions(name -> desk, (name, done) -> {
            // Every handler fails at once, and new commands fail too.
            again[0] += done.size();
            sendBack(done);
        });
        BulkResult result = failing.retry(connection, every().withChunkSize(4));
        assertThat(result.done()).isEqualTo(20);
        assertThat(again[0]).isEqualTo(20);
        assertThat(search.countTroubleshooting(connection, CommandFilter.of(domain)))
                .isEqualTo(25);
    }

    private void sendBack(List<CommandMetadata> done) {
        try {
            execute("WITH gone AS (DELETE FROM " + queue + " RETURNING msg_id, vt, message) INSERT INTO "
                    + archiveTable() + " (msg_id, vt, message) SELECT * FROM gone");
            execute("UPDATE command_bus_command SET status = 'IN_TROUBLESHOOTING_QUEUE' WHERE domain = '" + domain
                    + "' AND status = 'PENDING'");
            execute(
                    "INSERT INTO command_bus_command (domain, command_id, command_type, status, queue_name, last_error_type,"
                            + " created_at) VALUES ('" + domain
                            + "', gen_random_uuid(), 'T', 'IN_TROUBLESHOOTING_QUEUE', 'q', 'P',"
                            + " timestamptz '2031-01-01')");
        } catch (SQLException e) {
            throw new IllegalStateException(done.toString(), e);
        }
    }

    @Test
    void isPartOfTheCallersTransaction() throws SQLException {
        manyTroubled(domain, 10, "T");
        String before = state();
        try (Connection transaction = transaction()) {
            assertThat(bulk.retry(transaction, every().withChunkSize(3)).done()).isEqualTo(10);
            transaction.rollback();
        }
        assertThat(state()).isEqualTo(before);
        try (Connection transaction = transaction()) {
            assertThat(bulk.cancel(transaction, every().withChunkSize(3)).done())
                    .isEqualTo(10);
            transaction.commit();
        }
        assertThat(replies()).hasSize(10);
    }

    @Test
    void aFailureSaysHowManyWereDoneBeforeAndTheseStay() throws SQLException {
        manyTroubled(domain, 6, "T");
        String oldest =
                text("SELECT command_id FROM command_bus_command WHERE domain = ? ORDER BY created_at LIMIT 1", domain);
        execute("ALTER TABLE command_bus_audit ADD CONSTRAINT refused CHECK (command_id <> '" + oldest + "')");
        assertThatThrownBy(() -> bulk.cancel(connection, every().withChunkSize(2)))
                .isInstanceOf(CommandBusException.class)
                .hasMessageContaining(domain)
                .hasMessageContaining("after 4 commands");
        assertThat(replies()).hasSize(4);
        assertThat(count("command_bus_command", "status = 'CANCELED'")).isEqualTo(4);
        assertThat(connection.getAutoCommit()).isTrue();
        execute("ALTER TABLE command_bus_audit DROP CONSTRAINT refused");
    }

    @Test
    void goesThroughSeveralDomains() throws SQLException {
        CommandStore second = new CommandStore(domain + "x", CommandTables.DEFAULT);
        second.createQueues(connection);
        manyTroubled(domain, 3, "Special");
        manyTroubled(second.domain().name(), 4, "Special");
        List<String> seen = new ArrayList<>();
        BulkActions actions = new BulkActions(
                name -> new TroubleshootingDesk(new CommandStore(name, CommandTables.DEFAULT)),
                (name, done) -> seen.add(name + done.size()));
        BulkResult result =
                actions.retry(connection, BulkRequest.of(CommandFilter.ALL.withCommandType("Special"), "ann", null));
        assertThat(result.done()).isEqualTo(7);
        assertThat(seen).containsExactly(domain + "3", domain + "x4");
        assertThat(count("pgmq.q_" + second.domain().commandQueue())).isEqualTo(4);
    }

    @Test
    void everythingMustBeMeant() throws SQLException {
        UUID id = troubled();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> bulk.cancel(connection, BulkRequest.of(CommandFilter.of(domain), "ann", null)));
        assertThat(row(id).status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
    }
}
