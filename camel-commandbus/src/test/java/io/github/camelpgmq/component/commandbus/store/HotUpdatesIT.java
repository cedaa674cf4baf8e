/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Claims and completions update a command's row without touching its indexes (heap-only tuples). */
class HotUpdatesIT extends StoreIT {

    private static final int COMMANDS = 500;

    private record Updates(long all, long hot) {
        Updates since(Updates before) {
            return new Updates(all - before.all, hot - before.hot);
        }

        double share() {
            return (double) hot / all;
        }
    }

    @Test
    void claimsAndCompletionsStayAwayFromTheIndexes() throws SQLException {
        Updates before = updates();
        sendMany();
        handleAll();
        assertThat(after(before, 2 * COMMANDS).share()).isGreaterThan(0.9);
    }

    @Test
    void anIndexOnStatusWouldEndThat() throws SQLException {
        execute(
                "CREATE INDEX status_idx ON command_bus_command (created_at) WHERE status = 'IN_TROUBLESHOOTING_QUEUE'");
        try {
            Updates before = updates();
            sendMany();
            handleAll();
            assertThat(after(before, 2 * COMMANDS).share()).isLessThan(0.1);
        } finally {
            execute("DROP INDEX status_idx");
        }
    }

    @Test
    void onlyTheFailureItselfTouchesAnIndex() throws SQLException {
        Updates before = updates();
        sendMany();
        CommandError error = new CommandError("TRANSIENT", "GATEWAY", "not yet");
        List<FetchedCommand> claimed = store.claims().claim(connection, 10, LEASE);
        while (!claimed.isEmpty()) {
            for (FetchedCommand failed : claimed) {
                store.outcomes().retryLater(connection, failed, error, LEASE);
            }
            claimed = store.claims().claim(connection, 10, LEASE);
        }
        expireLeases();
        handleAll();
        // Four updates for each command, one of which, the failure, enters the index of what may be troubled.
        assertThat(after(before, 4 * COMMANDS).share()).isBetween(0.65, 0.76);
    }

    private void sendMany() throws SQLException {
        for (int i = 0; i < COMMANDS; i++) {
            store.sending().send(connection, command(UUID.randomUUID()));
        }
    }

    private void handleAll() throws SQLException {
        List<FetchedCommand> claimed = store.claims().claim(connection, 10, LEASE);
        while (!claimed.isEmpty()) {
            store.outcomes()
                    .complete(
                            connection,
                            claimed.stream().map(one -> completion(one, null)).toList());
            claimed = store.claims().claim(connection, 10, LEASE);
        }
    }

    private Updates after(Updates before, int expected) throws SQLException {
        await().atMost(Duration.ofSeconds(30)).until(() -> updates().since(before).all >= expected);
        return updates().since(before);
    }

    private Updates updates() throws SQLException {
        execute("SELECT pg_stat_force_next_flush()");
        return Jdbc.first(
                connection,
                "SELECT n_tup_upd, n_tup_hot_upd FROM pg_stat_user_tables WHERE relname = 'command_bus_command'",
                row -> new Updates(row.getLong("n_tup_upd"), row.getLong("n_tup_hot_upd")));
    }
}
