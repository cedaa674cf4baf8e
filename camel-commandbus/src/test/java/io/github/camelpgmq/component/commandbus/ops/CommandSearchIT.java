/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.DomainName;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is found, in what order, and page by page. */
class CommandSearchIT extends OpsIT {

    private static final String[] DOMAINS = {"a_b", "a0", "ab"};

    @Test
    void listsWhatWaitsNewestFirstWithItsPayload() throws SQLException {
        UUID first = troubled(null);
        UUID second = troubled(null);
        sent();
        List<TroubleshootingItem> items =
                search.troubleshooting(connection, CommandFilter.of(domain)).items();
        assertThat(items).extracting(i -> i.command().commandId()).containsExactly(second, first);
        assertThat(items.get(0)).satisfies(item -> {
            assertThat(item.dataJson()).isEqualTo("{\"amount\": 1.50}");
            assertThat(item.bodyJson()).contains("Debit");
            assertThat(item.archivedAt()).isNotNull();
        });
        assertThat(search.countTroubleshooting(connection, CommandFilter.of(domain)))
                .isEqualTo(2);
    }

    @Test
    void listsByTypeErrorCodeTimeCorrelationAndBatch() throws SQLException {
        UUID debit = troubled(null, "Debit", "NO_ACCOUNT");
        UUID credit = troubled(null, "Credit", "TIMEOUT");
        UUID batch = UUID.randomUUID();
        UUID correlation = UUID.randomUUID();
        execute("UPDATE command_bus_command SET batch_id = '" + batch + "', correlation_id = '" + correlation
                + "' WHERE command_id = '" + credit + "'");
        Instant between = row(credit).createdAt();
        CommandFilter all = CommandFilter.of(domain);

        assertThat(listed(all.withCommandType("Debit"))).containsExactly(debit);
        assertThat(listed(all.withErrorCode("TIMEOUT"))).containsExactly(credit);
        assertThat(listed(all.withCreated(between, null))).containsExactly(credit);
        assertThat(listed(all.withCreated(null, between))).containsExactly(debit);
        assertThat(listed(all.withCorrelationId(correlation))).containsExactly(credit);
        assertThat(listed(all.withBatchId(batch))).containsExactly(credit);
        assertThat(listed(all.withCommandType("Debit' OR 'a'='a"))).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> search.troubleshooting(connection, all.withStatus(CommandStatus.PENDING)));
    }

    private List<UUID> listed(CommandFilter filter) throws SQLException {
        List<UUID> ids = search.troubleshooting(connection, filter).items().stream()
                .map(item -> item.command().commandId())
                .toList();
        assertThat(search.countTroubleshooting(connection, filter)).isEqualTo(ids.size());
        return ids;
    }

    @Test
    void whatIsNotInTroubleshootingAnyMoreIsNotListed() throws SQLException {
        desk.retry(connection, troubled(), null, null, null);
        store.outcomes().complete(connection, List.of(completion(fetchOne(), null)));
        desk.cancel(connection, troubled(), null, null);
        assertThat(listed(CommandFilter.of(domain))).isEmpty();
    }

    @Test
    void anErrorWithoutATypeIsListedToo() throws SQLException {
        UUID id = sent();
        store.outcomes().toTroubleshooting(connection, fetchOne(), new CommandError(null, null, null), false);
        assertThat(listed(CommandFilter.of(domain))).containsExactly(id);
    }

    @Test
    void aRowOfAnotherProgramWithoutAnErrorIsFoundByItsStatus() throws SQLException {
        UUID id = sent();
        execute("UPDATE command_bus_command SET status = 'IN_TROUBLESHOOTING_QUEUE' WHERE command_id = '" + id + "'");
        assertThat(listed(CommandFilter.of(domain))).isEmpty();
        assertThat(search.find(connection, CommandFilter.of(domain).withStatus(CommandStatus.IN_TROUBLESHOOTING_QUEUE))
                        .items())
                .extracting(CommandMetadata::commandId)
                .containsExactly(id);
    }

    @Test
    void pagesOverSeveralDomainsAreOneListWithoutGapsAndRepetitions() throws SQLException {
        execute("DELETE FROM command_bus_command");
        for (String name : DOMAINS) {
            new CommandStore(name, CommandTables.DEFAULT).createQueues(connection);
            // The same times in each domain, and each time twice: what comes first must not be left to chance.
            manyTroubled(name, 20, "T");
            execute(
                    "UPDATE command_bus_command SET created_at = date_trunc('minute', created_at) + (extract(second FROM"
                            + " created_at)::int / 2) * interval '1 second' WHERE domain = '" + name + "'");
        }
        manyTroubled(domain, 5, "T");
        CommandFilter three = CommandFilter.of(DOMAINS).withLimit(7);

        List<CommandMetadata> whole = search.troubleshooting(connection, three.withLimit(1000)).items().stream()
                .map(TroubleshootingItem::command)
                .toList();
        assertThat(whole).hasSize(60).isSortedAccordingTo((x, y) -> {
            int time = y.createdAt().compareTo(x.createdAt());
            int name = time == 0 ? x.domain().compareTo(y.domain()) : time;
            return name == 0 ? x.commandId().toString().compareTo(y.commandId().toString()) : name;
        });

        List<CommandMetadata> paged = new ArrayList<>();
        List<CommandMetadata> found = new ArrayList<>();
        String after = null;
        do {
            Page<TroubleshootingItem> page = search.troubleshooting(connection, three.withAfter(after));
            page.items().forEach(item -> paged.add(item.command()));
            found.addAll(search.find(connection, three.withAfter(after)).items());
            after = page.next();
        } while (after != null);
        assertThat(paged).isEqualTo(whole);
        assertThat(found).isEqualTo(whole);
        assertThat(search.troubleshooting(connection, three.withLimit(60)).next())
                .isNull();

        assertThat(search.troubleshooting(connection, CommandFilter.ALL.withLimit(1000))
                        .items())
                .hasSize(65);
        assertThat(search.countTroubleshooting(connection, CommandFilter.ALL)).isEqualTo(65);
        assertThat(Domains.list(connection)).extracting(DomainName::name).contains(DOMAINS);
    }

    @Test
    void pagesStayCompleteWhileOperatorsResolveItems() throws SQLException {
        manyTroubled(domain, 30, "T");
        CommandFilter filter = CommandFilter.of(domain).withLimit(10);
        List<UUID> whole = listed(filter.withLimit(30));

        Page<TroubleshootingItem> first = search.troubleshooting(connection, filter);
        for (TroubleshootingItem item : first.items()) {
            desk.cancel(connection, item.command().commandId(), "ann", null);
        }
        troubled();
        Page<TroubleshootingItem> second = search.troubleshooting(connection, filter.withAfter(first.next()));

        assertThat(second.items()).extracting(i -> i.command().commandId()).isEqualTo(whole.subList(10, 20));
    }

    @Test
    void noDomainsAtAllGiveAnEmptyPage() throws SQLException {
        execute("BEGIN; DELETE FROM pgmq.meta");
        try {
            assertThat(search.find(connection, CommandFilter.ALL)).isEqualTo(new Page<>(List.of(), null));
            assertThat(search.troubleshooting(connection, CommandFilter.ALL).items())
                    .isEmpty();
        } finally {
            execute("ROLLBACK");
        }
    }

    @Test
    void queuesThatAreLikeADomainsButCannotBeOneAreNoDomains() throws SQLException {
        text("SELECT pgmq.create('Has-Odd__commands')");
        text("SELECT pgmq.create('__commands')");
        assertThat(Domains.list(connection))
                .extracting(DomainName::name)
                .contains(domain)
                .allMatch(name -> name.matches("[a-z0-9_]+"));
    }

    @Test
    void findsByEveryCriterion() throws SQLException {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(sent());
        }
        FetchedCommand fetched = store.claims().claim(connection, 1, LEASE).get(0);
        store.outcomes().retryLater(connection, fetched, new CommandError("T", "C", "m"), Duration.ofHours(1));
        CommandFilter all = CommandFilter.of(domain);

        assertThat(found(all)).containsExactly(ids.get(3), ids.get(2), ids.get(1), ids.get(0));
        assertThat(found(all.withErrorCode("C"))).containsExactly(ids.get(0));
        assertThat(found(all.withStatus(CommandStatus.PENDING)
                        .withCommandType("Debit")
                        .withCreated(Instant.EPOCH, row(ids.get(1)).createdAt())))
                .containsExactly(ids.get(0));
        assertThat(found(all.withStatus(CommandStatus.CANCELED))).isEmpty();
        assertThat(found(all.withCorrelationId(UUID.randomUUID()))).isEmpty();
        assertThat(found(all.withBatchId(UUID.randomUUID()))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> found(all.withLimit(1001)));
    }

    private List<UUID> found(CommandFilter filter) throws SQLException {
        return search.find(connection, filter).items().stream()
                .map(CommandMetadata::commandId)
                .toList();
    }

    @Test
    void countsAndMeasures() throws SQLException {
        sent();
        store.outcomes().retryLater(connection, fetchOne(), new CommandError("T", "C", "m"), Duration.ofHours(1));
        sent();
        Map<CommandStatus, Long> counts = queries.countByStatus(connection);
        assertThat(counts).containsEntry(CommandStatus.PENDING, 2L).containsEntry(CommandStatus.FAILED, 0L);
        assertThat(queries.get(connection, UUID.randomUUID())).isEmpty();
        assertThat(queries.queueMetrics(connection)).satisfies(metrics -> {
            assertThat(metrics.length()).isEqualTo(2);
            assertThat(metrics.visibleLength()).isEqualTo(1);
            assertThat(metrics.totalMessages()).isEqualTo(2);
        });
    }

    @Test
    void anAuditTrailIsReadInParts() throws SQLException {
        UUID id = troubled();
        List<AuditEntry> whole = queries.auditTrail(connection, id);
        Page<AuditEntry> first = queries.auditTrail(connection, id, null, 2);
        Page<AuditEntry> rest = queries.auditTrail(connection, id, first.next(), 2);
        assertThat(whole).extracting(AuditEntry::eventType).containsExactly("SENT", "RECEIVED", "MOVED_TO_TSQ");
        assertThat(first.items()).isEqualTo(whole.subList(0, 2));
        assertThat(rest).isEqualTo(new Page<>(whole.subList(2, 3), null));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> queries.auditTrail(connection, id, "x", 2))
                .withMessageContaining("'x'");
        assertThatIllegalArgumentException().isThrownBy(() -> queries.auditTrail(connection, id, null, 0));
    }
}
