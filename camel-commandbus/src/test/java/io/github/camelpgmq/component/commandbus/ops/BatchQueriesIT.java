/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.model.Batch;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.store.StoreIT;
import io.github.camelpgmq.embedded.junit5.QueryPlan;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchQueriesIT extends StoreIT {

    private BatchQueries batches;

    @BeforeEach
    void look() {
        batches = new BatchQueries(store);
    }

    @Test
    void pagesAreCompleteThoughBatchesComeAndManyHaveTheSameTime() throws SQLException {
        insert("'n' || n, 'COMPLETED', date_trunc('hour', now()) - n / 4 * interval '1 day'", 21);
        List<UUID> seen = new ArrayList<>();
        BatchFilter filter = BatchFilter.ALL.withLimit(4).withStatus(BatchStatus.COMPLETED);
        Page<Batch> page = batches.list(connection, filter);
        page.items().forEach(batch -> seen.add(batch.batchId()));
        while (page.next() != null) {
            insert("'new', 'COMPLETED', now()", 1);
            page = batches.list(connection, filter.withAfter(page.next()));
            page.items().forEach(batch -> seen.add(batch.batchId()));
        }

        assertThat(seen).hasSize(21).doesNotHaveDuplicates();
        assertThatThrownBy(() -> batches.list(connection, BatchFilter.ALL.withAfter("x'--")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void filtersByStatusNameAndTime() throws SQLException {
        Instant before = Instant.parse("2020-01-01T00:00:00Z");
        insert("'salaries', 'PENDING', timestamptz '2020-01-01T00:00:00Z'", 1);
        insert("'sal%aries', 'IN_PROGRESS', timestamptz '2020-01-02T00:00:00Z'", 1);

        assertThat(names(BatchFilter.ALL)).containsExactly("sal%aries", "salaries");
        assertThat(names(BatchFilter.ALL.withStatus(BatchStatus.PENDING))).containsExactly("salaries");
        assertThat(names(BatchFilter.ALL.withNamePrefix("sal"))).hasSize(2);
        assertThat(names(BatchFilter.ALL.withNamePrefix("sal%"))).containsExactly("sal%aries");
        assertThat(names(BatchFilter.ALL.withCreated(null, before))).isEmpty();
        assertThat(names(BatchFilter.ALL.withCreated(before, before.plusSeconds(1))))
                .containsExactly("salaries");
    }

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void nothingIsFoundByReadingATable(String mode) throws SQLException {
        insert("'old', 'COMPLETED', now() - n * interval '1 hour'", 50_000);
        execute(
                "INSERT INTO command_bus_command (domain, command_id, command_type, status, queue_name, msg_id, batch_id)"
                        + " SELECT '" + domain + "', gen_random_uuid(), 'T', 'COMPLETED', 'q', n, gen_random_uuid()"
                        + " FROM generate_series(1, 50000) n");
        execute("ANALYZE command_bus_command, command_bus_batch");
        execute("SET plan_cache_mode = " + mode);

        assertIndexed(batches.get, "'" + domain + "', gen_random_uuid()");
        assertIndexed(list(BatchFilter.ALL), "'" + domain + "', 101");
        assertIndexed(
                list(BatchFilter.ALL.withStatus(BatchStatus.IN_PROGRESS)), "'" + domain + "', 'IN_PROGRESS', 101");
        assertIndexed(
                list(BatchFilter.ALL.withAfter(new PageToken(Instant.EPOCH, domain, UUID.randomUUID()).text())),
                "'" + domain + "', now() - interval '400 days', now() - interval '400 days', gen_random_uuid(), 101");
    }

    private void assertIndexed(String statement, String values) throws SQLException {
        QueryPlan plan = QueryPlan.of(connection, statement, values);
        assertThat(plan).matches(p -> !p.scans("command_bus_"), "uses indexes");
    }

    private String list(BatchFilter filter) {
        return batches.statement(filter, new ArrayList<>());
    }

    private List<String> names(BatchFilter filter) throws SQLException {
        return batches.list(connection, filter).items().stream()
                .map(Batch::name)
                .toList();
    }

    private void insert(String nameStatusAndCreation, int count) throws SQLException {
        execute("INSERT INTO command_bus_batch (domain, batch_id, name, status, created_at) SELECT '" + domain
                + "', gen_random_uuid(), " + nameStatusAndCreation + " FROM generate_series(1, " + count + ") n");
    }
}
