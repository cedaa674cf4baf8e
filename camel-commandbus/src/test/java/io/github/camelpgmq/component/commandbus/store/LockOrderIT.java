/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/**
 * Who has to wait for a message has not locked a later one, so that no two can wait for each other, wherever the messages lie; who need not
 * have it does not wait.
 */
class LockOrderIT extends StoreIT {

    private static final Set<String> TYPES = Set.of("Debit");

    @Test
    void puttingAsideWaitsForNobody() throws Exception {
        List<FetchedCommand> fetched = fetch(TYPES);
        try (Connection first = transaction()) {
            lockTheFirst(first);
            assertThat(store.pauses().park(connection, leases(fetched), TYPES, LEASE))
                    .containsExactlyInAnyOrder(2L, 3L, 4L, 5L);
            assertThat(store.pauses().unpark(connection, "Debit")).isEqualTo(4);
        }
    }

    @Test
    void releasing() throws Exception {
        List<FetchedCommand> fetched = fetch(Set.of());
        reverse();
        waitsForTheFirstAlone(own -> store.leases().release(own, fetched, Duration.ZERO));
        assertThat(count(queue + " WHERE vt <= clock_timestamp()")).isEqualTo(5);
    }

    @Test
    void holding() throws Exception {
        List<FetchedCommand> fetched = fetch(Set.of());
        reverse();
        waitsForTheFirstAlone(own -> store.leases().hold(own, leases(fetched)));
    }

    @Test
    void completing() throws Exception {
        List<FetchedCommand> fetched = fetch(Set.of());
        reverse();
        waitsForTheFirstAlone(own -> store.outcomes()
                .complete(own, fetched.stream().map(f -> completion(f, null)).toList()));
        assertThat(count(queue)).isZero();
    }

    /** Newest first. */
    private List<FetchedCommand> fetch(Set<String> paused) throws SQLException {
        for (int i = 0; i < 5; i++) {
            store.sending().send(connection, command(UUID.randomUUID()));
        }
        return store.claims().claim(connection, 5, LEASE, TypeSelection.allBut(paused)).stream()
                .sorted(Comparator.comparingLong((FetchedCommand f) -> f.lease().messageId())
                        .reversed())
                .toList();
    }

    private static List<Lease> leases(List<FetchedCommand> fetched) {
        return fetched.stream().map(FetchedCommand::lease).toList();
    }

    /** The newest message comes first in the table and in the index on vt. */
    private void reverse() throws SQLException {
        for (int id = 5; id > 0; id--) {
            execute("UPDATE " + queue + " SET vt = vt - msg_id * interval '1 second' WHERE msg_id = " + id);
        }
    }

    private void waitsForTheFirstAlone(Work<?> work) throws Exception {
        try (Connection first = transaction();
                Connection own = connect()) {
            lockTheFirst(first);
            CompletableFuture<Object> waiting = CompletableFuture.supplyAsync(() -> {
                try {
                    return work.run(own);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> count("pg_stat_activity WHERE wait_event_type = 'Lock'"
                                    + " AND datname = current_database()")
                            == 1);
            assertThat(Jdbc.list(
                            connection,
                            "SELECT q.msg_id FROM " + queue + " AS q ORDER BY q.msg_id FOR UPDATE SKIP LOCKED",
                            row -> row.getLong("msg_id")))
                    .containsExactly(2L, 3L, 4L, 5L);
            first.rollback();
            waiting.join();
        }
    }

    private void lockTheFirst(Connection own) throws SQLException {
        Jdbc.any(own, "SELECT q.msg_id FROM " + queue + " AS q WHERE q.msg_id = 1 FOR UPDATE");
    }
}
