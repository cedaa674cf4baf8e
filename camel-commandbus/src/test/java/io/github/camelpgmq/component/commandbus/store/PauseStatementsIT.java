/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class PauseStatementsIT extends StoreIT {

    private static final Set<String> TYPES = Set.of("Debit");

    /** Whoever ends a pause and whoever sees that it has ended both make the same messages visible. */
    @Test
    void whatAWorkerHasClaimedMeanwhileKeepsItsLease() throws Exception {
        UUID id = sent();
        store.pauses().park(connection, List.of(), TYPES, LEASE);
        String statement = store.pauses()
                .unpark
                .replace(
                        "WHERE c.status",
                        "WHERE (SELECT true FROM (SELECT pg_advisory_xact_lock(7)) AS gate) AND c.status");
        try (Connection gate = transaction();
                Connection late = connect()) {
            Jdbc.list(gate, "SELECT pg_advisory_xact_lock(7)", row -> true);
            CompletableFuture<List<Long>> unparked = CompletableFuture.supplyAsync(() -> {
                try {
                    return Jdbc.list(late, statement, row -> row.getLong("msg_id"), "Debit", 10);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> count("pg_stat_activity WHERE wait_event = 'advisory'"
                                    + " AND datname = current_database()")
                            == 1);
            assertThat(store.pauses().unpark(connection, "Debit")).isEqualTo(1);
            fetchOne();

            gate.rollback();

            assertThat(unparked.join()).isEmpty();
        }
        assertThat(store.claims().claim(connection, 10, LEASE)).isEmpty();
        assertThat(row(id).attempts()).isEqualTo(1);
    }
}
