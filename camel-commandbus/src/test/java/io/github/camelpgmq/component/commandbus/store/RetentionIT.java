/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.PurgeResult;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.ops.CommandSearch;
import io.github.camelpgmq.component.commandbus.ops.Retention;
import io.github.camelpgmq.component.commandbus.ops.TroubleshootingDesk;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RetentionIT extends StoreIT {

    private static final Duration MONTH = Duration.ofDays(30);
    private static final CommandError ERROR = new CommandError("PERMANENT", "NO", "no");

    @Test
    void whatEndedLongAgoGoesWithAllThatBelongsToIt() throws SQLException {
        UUID completed = completed();
        UUID failed = sent();
        store.outcomes().failBusiness(connection, fetchOne(), ERROR, null, null);
        UUID canceled = troubled();
        new TroubleshootingDesk(store).cancel(connection, canceled, "ann", "no");
        age("true");
        UUID young = completed();

        PurgeResult removed = purge(Retention.ENDED, 2);

        assertThat(removed).isEqualTo(new PurgeResult(3, 3 + 3 + 4, 1, 0));
        for (UUID gone : List.of(completed, failed, canceled)) {
            assertThat(queries.get(connection, gone)).isEmpty();
            assertThat(events(gone)).isEmpty();
        }
        assertThat(count(archiveTable())).isZero();
        assertThat(events(young)).hasSize(3);
        assertThat(purge(Retention.ENDED, 2)).isEqualTo(PurgeResult.NOTHING);
    }

    @Test
    void whatHasNotEndedStaysHoweverOldItIs() throws SQLException {
        UUID troubled = troubled();
        UUID pending = sent();
        UUID running = sent();
        execute("UPDATE command_bus_command SET status = 'IN_PROGRESS' WHERE command_id = '" + running + "'");
        age("true");

        assertThat(purge(Retention.ENDED, 1)).isEqualTo(PurgeResult.NOTHING);

        assertThat(List.of(troubled, pending, running))
                .allSatisfy(id -> assertThat(events(id)).isNotEmpty());
        assertThat(new TroubleshootingDesk(store)
                        .retry(connection, troubled, null, "ann", null)
                        .status())
                .isEqualTo(CommandStatus.PENDING);
        for (Set<CommandStatus> refused : List.of(
                Set.of(CommandStatus.PENDING),
                Set.of(CommandStatus.IN_TROUBLESHOOTING_QUEUE),
                Set.<CommandStatus>of())) {
            assertThatThrownBy(() -> purge(refused, 10)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void onlyTheStatusesThatAreAskedForGo() throws SQLException {
        UUID completed = completed();
        UUID failed = sent();
        store.outcomes().failBusiness(connection, fetchOne(), ERROR, null, null);
        age("true");

        assertThat(purge(Set.of(CommandStatus.FAILED), 10).commands()).isEqualTo(1);

        assertThat(queries.get(connection, completed)).isPresent();
        assertThat(queries.get(connection, failed)).isEmpty();
    }

    @Test
    void whatWasChangedLatelyStaysThoughItIsOld() throws SQLException {
        UUID id = completed();
        execute("UPDATE command_bus_command SET created_at = now() - interval '1 year' WHERE command_id = '" + id
                + "'");

        assertThat(purge(Retention.ENDED, 10)).isEqualTo(PurgeResult.NOTHING);
    }

    @Test
    void commandsOfABatchStayUntilItIsFinishedAndThenTheBatchGoesToo() throws SQLException {
        UUID batch = UUID.randomUUID();
        store.batches().open(connection, batch, "b", null, null);
        UUID id = completed();
        execute("UPDATE command_bus_command SET batch_id = '" + batch + "' WHERE command_id = '" + id + "'");
        store.batches().close(connection, batch);
        age("true");
        assertThat(purge(Retention.ENDED, 10)).isEqualTo(PurgeResult.NOTHING);

        store.batches().complete(connection, List.of(batch));
        age("true");
        assertThat(purge(Set.of(CommandStatus.FAILED), 10))
                .as("a command is left")
                .isEqualTo(PurgeResult.NOTHING);

        assertThat(purge(Retention.ENDED, 10)).isEqualTo(new PurgeResult(1, 3 + 2, 0, 1));
        assertThat(count("command_bus_batch WHERE batch_id = '" + batch + "'")).isZero();
        assertThat(events(batch)).isEmpty();
    }

    @Test
    void archivedMessagesThatCarryNoCommandGoAndThoseOfQuarantinedOnesStay() throws SQLException {
        UUID id = completed();
        execute("SELECT pgmq.send('" + store.domain().commandQueue() + "', '{\"command_id\":\"" + id + "\"}'::jsonb)");
        store.intake().disposeDuplicate(connection, fetchOne());
        execute("SELECT pgmq.send('" + store.domain().commandQueue() + "', '{\"no\":\"command\"}'::jsonb)");
        FetchedCommand malformed = fetchOne();
        UUID quarantined = store.intake()
                .quarantine(connection, malformed, ClaimPolicy.malformedBecause(domain, malformed.bodyJson()))
                .orElseThrow();
        UUID troubled = troubled();
        age("command_id <> '" + id + "'");

        assertThat(purge(Retention.ENDED, 1)).isEqualTo(new PurgeResult(0, 0, 1, 0));

        assertThat(count(archiveTable())).isEqualTo(2);
        assertThat(new CommandSearch(CommandTables.DEFAULT)
                        .troubleshooting(connection, CommandFilter.of(domain))
                        .items())
                .hasSize(2)
                .allSatisfy(item -> assertThat(item.archivedAt()).isNotNull())
                .extracting(item -> item.command().commandId())
                .containsExactlyInAnyOrder(quarantined, troubled);
    }

    @Test
    void theLastWordAboutEachPauseStays() throws SQLException {
        PauseStatements pauses = store.pauses();
        pauses.pause(connection, "A", "ann", null);
        pauses.resume(connection, "A", "ann", null);
        pauses.pause(connection, "A", "bob", null);
        pauses.pause(connection, null, "bob", null);
        execute("UPDATE command_bus_audit SET ts = now() - interval '1 year' WHERE domain = '" + domain + "'");

        assertThat(purge(Retention.ENDED, 10)).isEqualTo(new PurgeResult(0, 2, 0, 0));

        assertThat(pauses.current(connection)).hasSize(2).allSatisfy(pause -> assertThat(pause.operator())
                .isEqualTo("bob"));
    }

    @Test
    void whatIsLockedIsLeftForTheNextTime() throws SQLException {
        UUID locked = completed();
        UUID free = completed();
        age("true");
        try (Connection other = transaction()) {
            other.createStatement()
                    .execute("SELECT 1 FROM command_bus_command WHERE command_id = '" + locked + "' FOR UPDATE");
            execute("SET statement_timeout = '10s'");
            assertThat(purge(Retention.ENDED, 10).commands()).isEqualTo(1);
            other.rollback();
        }
        assertThat(queries.get(connection, locked)).isPresent();
        assertThat(queries.get(connection, free)).isEmpty();
        assertThat(purge(Retention.ENDED, 10).commands()).isEqualTo(1);
    }

    @Test
    void otherDomainsAreLeftAlone() throws SQLException {
        UUID id = completed();
        age("true");
        CommandStore other = new CommandStore(domain + "x", CommandTables.DEFAULT);
        other.createQueues(connection);

        assertThat(new Retention(other).purge(connection, Duration.ZERO, Retention.ENDED, 10))
                .isEqualTo(PurgeResult.NOTHING);
        assertThat(queries.get(connection, id)).isPresent();
    }

    private PurgeResult purge(Set<CommandStatus> statuses, int chunk) throws SQLException {
        return new Retention(store).purge(connection, MONTH, statuses, chunk);
    }

    private UUID completed() throws SQLException {
        UUID id = sent();
        store.outcomes().complete(connection, List.of(completion(fetchOne(), null)));
        return id;
    }

    private UUID troubled() throws SQLException {
        UUID id = sent();
        store.outcomes().toTroubleshooting(connection, fetchOne(), ERROR, false);
        return id;
    }

    private void age(String which) throws SQLException {
        execute("UPDATE command_bus_command SET created_at = created_at - interval '1 year', updated_at = updated_at -"
                + " interval '1 year' WHERE domain = '" + domain + "' AND " + which);
        execute(
                "UPDATE command_bus_batch SET created_at = created_at - interval '1 year', completed_at = completed_at -"
                        + " interval '1 year' WHERE domain = '" + domain + "'");
        execute("UPDATE " + archiveTable() + " SET archived_at = archived_at - interval '1 year', enqueued_at ="
                + " enqueued_at - interval '1 year'");
    }
}
