/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

/** Commands that share a transaction when a connection, a lease or the route is lost on the way. */
class TransactionBatchLossIT extends TransactionBatchTestBase {

    @Test
    void connectionKilledInAHandlerFailsThoseThatHaveStartedAndGivesTheRestBack() throws Exception {
        List<UUID> ids = sendMany(5);
        TransactionAwareDataSource aware = new TransactionAwareDataSource(pool);
        handle(BATCH + "&retryBackoff=100ms", exchange -> {
            remember(exchange);
            if (isFor(ids.get(2), exchange) && starts.get(ids.get(2).toString()).size() == 1) {
                try (Connection connection = aware.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("SELECT pg_terminate_backend(pg_backend_pid())");
                }
            }
        });
        ids.forEach(id -> awaitStatus(id, CommandStatus.COMPLETED));
        for (int i = 0; i < ids.size(); i++) {
            assertThat(get(ids.get(i)).attempts()).as("command " + i).isEqualTo(i <= 2 ? 2 : 1);
            assertThat(effects(ids.get(i))).isOne();
            assertThat(events(ids.get(i))).containsOnlyOnce("COMPLETED").endsWith("COMPLETED");
        }
        assertThat(events(ids.get(4))).contains("RELEASED").doesNotContain("FAILED");
        assertThat(sentReplies()).hasSize(5);
    }

    @Test
    void commandWhoseLeaseWasLostBeforeItsHandlerStartsIsDropped() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Set<String> blocking = ConcurrentHashMap.newKeySet();
        handle("&transactionBatchSize=2", exchange -> {
            remember(exchange);
            if (blocking.contains(idOf(exchange).toString())) {
                go.await(20, TimeUnit.SECONDS);
            }
        });
        // Handlers that have shown to be fast are given more than they can take at once.
        sendMany(60).forEach(id -> awaitStatus(id, CommandStatus.COMPLETED));
        UUID blocked = UUID.randomUUID();
        blocking.add(blocked.toString());
        template.sendBodyAndHeader(debit(""), "{}", CommandBusConstants.COMMAND_ID, blocked.toString());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(starts).containsKey(blocked.toString()));
        List<UUID> waiting = sendTwoTogether();
        waiting.forEach(id -> awaitStatus(id, CommandStatus.IN_PROGRESS));
        String stolen = " WHERE msg_id = " + get(waiting.get(0)).msgId();
        sql("UPDATE " + commands.table() + " SET read_ct = read_ct + 1" + stolen);
        go.countDown();

        awaitStatus(waiting.get(1), CommandStatus.COMPLETED);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(waiting.get(0)))
                .containsExactly("SENT", "RECEIVED", "LEASE_LOST"));
        assertThat(starts).doesNotContainKey(waiting.get(0).toString());
        assertThat(starts.get(waiting.get(1).toString())).containsExactly(1);

        // As if the other worker had died.
        sql("UPDATE " + commands.table() + " SET vt = clock_timestamp()" + stolen);
        awaitStatus(waiting.get(0), CommandStatus.COMPLETED);
        assertThat(effects(waiting.get(0))).isOne();
    }

    @Test
    void transactionThatTakesLongerThanTheLeaseKeepsIt() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        List<UUID> ids = sendMany(4);
        handle("&transactionBatchSize=4&visibilityTimeout=1s", exchange -> {
            remember(exchange);
            assertThat(never.await(700, TimeUnit.MILLISECONDS)).isFalse();
            if (isFor(ids.get(0), exchange)) {
                throw new BusinessRuleException("NO", "no");
            }
        });
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(queued()).isZero());
        ids.forEach(id -> assertThat(starts.get(id.toString())).containsExactly(1));
        assertThat(events(ids.get(0))).containsExactly("SENT", "RECEIVED", "BUSINESS_RULE_FAILED");
        ids.subList(1, 4).forEach(id -> assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED"));
        ids.subList(1, 4).forEach(id -> assertThat(effects(id)).isOne());
    }

    @Test
    void whatHasNotStartedIsGivenBackWhenTheRouteStops() throws Exception {
        List<UUID> ids = sendMany(10);
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        handleAs("stopping", BATCH, exchange -> {
            remember(exchange);
            started.countDown();
            go.await(20, TimeUnit.SECONDS);
        });
        assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
        CommandBusConsumer consumer =
                (CommandBusConsumer) camel.getRoute("stopping").getConsumer();
        Thread stopping = new Thread(() -> {
            try {
                camel.getRouteController().stopRoute("stopping");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        stopping.start();
        await().atMost(PATIENCE).until(consumer::isSuspended);
        go.countDown();
        stopping.join(TimeUnit.SECONDS.toMillis(30));

        assertThat(starts).hasSize(1);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.countByStatus(domain))
                .containsEntry(CommandStatus.COMPLETED, 1L)
                .containsEntry(CommandStatus.PENDING, 9L));
        assertThat(rows("command_bus_command WHERE domain = '" + domain + "' AND status = 'PENDING' AND attempts = 0"))
                .isEqualTo(9);
        assertThat(rows(commands.table() + " WHERE vt <= clock_timestamp()")).isEqualTo(9);
        assertThat(events(ids.get(9))).containsExactly("SENT", "RECEIVED", "RELEASED");
    }

    private void handleAs(String routeId, String options, Processor then) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(debit("?pollInterval=1s" + options)).routeId(routeId).process(then);
            }
        });
    }

    /** So that one fetch brings both. */
    private List<UUID> sendTwoTogether() throws Exception {
        List<UUID> ids = List.of(UUID.randomUUID(), UUID.randomUUID());
        camel.getRegistry().bind("required", new JdbcTransactionPolicy(new TransactionAwareDataSource(pool)));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:together")
                        .transacted("required")
                        .split(body())
                        .setHeader(CommandBusConstants.COMMAND_ID, body().convertToString())
                        .setBody(constant("{}"))
                        .to(debit(""));
            }
        });
        template.sendBody("direct:together", ids);
        return ids;
    }
}
