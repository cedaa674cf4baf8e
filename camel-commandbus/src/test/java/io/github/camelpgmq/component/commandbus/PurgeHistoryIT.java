/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.PurgeResult;
import io.github.camelpgmq.support.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PurgeHistoryIT extends CommandBusTestBase {

    private static final String WAITS_FOR_A_PURGE =
            """
            SELECT count(*) FROM pg_stat_activity w CROSS JOIN LATERAL unnest(pg_blocking_pids(w.pid)) AS b(pid)
            JOIN pg_stat_activity p ON p.pid = b.pid WHERE p.query LIKE '%stretch AS MATERIALIZED%'
            """;

    @Test
    void workersDoNotWaitForAPurge() throws Exception {
        handle("&concurrentConsumers=4", exchange -> {});
        awaitStatus(send("{}"), CommandStatus.COMPLETED);
        fillHistory(30_000);
        TestSql sql = new TestSql(pool);
        AtomicLong waiters = new AtomicLong();
        AtomicInteger samples = new AtomicInteger();
        ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(2);
        try {
            threads.scheduleWithFixedDelay(
                    () -> {
                        waiters.addAndGet(sql.number(WAITS_FOR_A_PURGE));
                        samples.incrementAndGet();
                    },
                    0,
                    3,
                    TimeUnit.MILLISECONDS);
            threads.execute(() -> bus.sendBatch(IntStream.range(0, 2000)
                    .mapToObj(i -> CommandRequest.of(domain, "Debit", "{}"))
                    .toList()));

            PurgeResult removed = bus.purgeHistory(domain, Duration.ofDays(30));

            assertThat(removed).isEqualTo(new PurgeResult(30_000, 60_000, 0, 0));
            assertThat(samples.get()).isGreaterThan(10);
            await().atMost(PATIENCE).until(() -> bus.countByStatus(domain).get(CommandStatus.COMPLETED) == 2001);
            assertThat(waiters).hasValue(0);

            // The sampler would have seen one.
            try (Connection holder = PGMQ.dataSource().getConnection();
                    Connection waiter = PGMQ.dataSource().getConnection()) {
                holder.setAutoCommit(false);
                holder.createStatement()
                        .execute("UPDATE command_bus_command SET attempts = 1 WHERE domain = '" + domain
                                + "' /* stretch AS MATERIALIZED */");
                Thread waiting = new Thread(() -> update(waiter));
                waiting.start();
                await().atMost(PATIENCE).until(() -> waiters.get() > 0);
                holder.rollback();
                waiting.join();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void routesPurgeByOptionsOrHeaders() throws Exception {
        handle("", exchange -> {});
        UUID young = send("{}");
        awaitStatus(young, CommandStatus.COMPLETED);
        fillHistory(10);
        String uri = "commandbus:" + domain + "?operation=purgeHistory";

        assertThat(template.requestBodyAndHeader(
                                uri + "&olderThan=30d",
                                null,
                                CommandBusConstants.FILTER_STATUS,
                                "failed, CANCELED",
                                PurgeResult.class)
                        .commands())
                .isZero();
        assertThat(template.requestBodyAndHeaders(
                                uri,
                                null,
                                Map.of(
                                        CommandBusConstants.OLDER_THAN,
                                        "30d",
                                        CommandBusConstants.FILTER_STATUS,
                                        "COMPLETED"),
                                PurgeResult.class)
                        .commands())
                .isEqualTo(10);
        assertThat(get(young).status()).isEqualTo(CommandStatus.COMPLETED);
        assertThatThrownBy(() -> template.requestBody(uri, (Object) null))
                .hasStackTraceContaining("olderThan")
                .hasStackTraceContaining("CamelCommandBusOlderThan");
        assertThatThrownBy(() -> template.requestBodyAndHeader(
                        uri + "&olderThan=30d", null, CommandBusConstants.FILTER_STATUS, "PENDING"))
                .hasStackTraceContaining("cannot be purged");
        assertThatThrownBy(() -> template.requestBody(debit("?operation=purgeHistory&olderThan=0s"), (Object) null))
                .hasStackTraceContaining("leave '/Debit' out");
        assertThat(get(young).status()).isEqualTo(CommandStatus.COMPLETED);
    }

    private void fillHistory(int commands) {
        sql(
                "INSERT INTO command_bus_command (domain, command_id, command_type, status, queue_name, msg_id, created_at,"
                        + " updated_at) SELECT '" + domain
                        + "', gen_random_uuid(), 'T', 'COMPLETED', 'q', 1000000 + n, now() - interval '60 days',"
                        + " now() - interval '60 days' FROM generate_series(1, " + commands + ") n",
                "INSERT INTO command_bus_audit (domain, command_id, event_type) SELECT domain, command_id, e FROM"
                        + " command_bus_command, unnest(ARRAY['SENT', 'COMPLETED']) e WHERE domain = '" + domain
                        + "' AND command_type = 'T'",
                "ANALYZE command_bus_command",
                "ANALYZE command_bus_audit");
    }

    private void update(Connection connection) {
        try {
            connection
                    .createStatement()
                    .execute("UPDATE command_bus_command SET attempts = 1 WHERE domain = '" + domain + "'");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
