/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.ops.BulkRequest;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.LogCapture;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Consumers of commands on a pool of two connections; LISTEN has one of its own. */
class CommandConnectionsIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger DOMAINS = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String domain = "small" + DOMAINS.incrementAndGet();
    private HikariDataSource pool;
    private CamelContext camel;

    @BeforeEach
    void start() throws Exception {
        pool = new HikariDataSource();
        pool.setPoolName("small");
        pool.setDataSource(PGMQ.dataSource());
        pool.setMaximumPoolSize(2);
        pool.setConnectionTimeout(1_000);
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
        camel.getShutdownStrategy().setTimeout(20);
        CommandBusComponent component = CommandBusNode.component();
        component.setListenDataSource(PGMQ.dataSource());
        camel.addComponent("commandbus", component);
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        pool.close();
    }

    @Test
    void aCommandWhoseTransactionCannotBeginKeepsItsAttempt() throws Exception {
        UUID id = UUID.randomUUID();
        camel.createProducerTemplate()
                .sendBodyAndHeaders(
                        "commandbus:" + domain + "/Debit",
                        "{}",
                        Map.of(CommandBusConstants.COMMAND_ID, id.toString(), CommandBusConstants.MAX_ATTEMPTS, 1));
        try (Connection taken = pool.getConnection()) {
            assertThat(taken.isValid(1)).isTrue();
            consume("Debit");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(id)).contains("RELEASED"));
        }
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        texts("SELECT status || attempts FROM command_bus_command WHERE command_id = '" + id + "'"))
                .containsExactly("COMPLETED1"));
        assertThat(events(id)).endsWith("RECEIVED", "COMPLETED").doesNotContain("FAILED", "MOVED_TO_TSQ");
    }

    @Test
    void operatorsNeedOneConnectionAndAreWarnedOfReplyQueuesThatAreMissing() throws Exception {
        camel.getComponent("commandbus", CommandBusComponent.class).prepare();
        CommandBus bus = CommandBus.of(camel);
        List<UUID> ids = new ArrayList<>();
        UUID batch = bus.batches().create(BatchRequest.of(domain, "three")).batchId();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain).routeId(domain).process(exchange -> {
                    throw new PermanentCommandException("NO", "no");
                });
            }
        });
        for (int i = 0; i < 3; i++) {
            CommandRequest command = CommandRequest.of(domain, "Debit", "{}")
                    .withBatchId(batch)
                    .withReplyTo(domain + "__replies_gone" + i);
            ids.add(bus.send(command).id());
        }
        bus.batches().close(domain, batch);
        await().atMost(PATIENCE).until(() -> bus.troubleshooting().count(CommandFilter.of(domain)) == 3);
        camel.getRouteController().stopRoute(domain);

        try (Connection taken = pool.getConnection();
                LogCapture log = LogCapture.ofLibrary()) {
            assertThat(taken.isValid(1)).isTrue();
            JdbcTransactions transactions =
                    camel.getComponent("commandbus", CommandBusComponent.class).transactions();
            transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> bus.troubleshooting()
                    .cancel(domain, ids.get(0), "ann", null));
            bus.troubleshooting().complete(domain, ids.get(1), null, "ann", null);
            bus.troubleshooting()
                    .cancel(BulkRequest.of(CommandFilter.of(domain), "ann", null)
                            .withEverything(true));
            assertThat(log.warnings())
                    .hasSize(3)
                    .allMatch(line -> line.contains("replies to queue '" + domain + "__replies_gone"));
            assertThat(bus.batches().get(domain, batch).orElseThrow().status())
                    .isEqualTo(BatchStatus.COMPLETED_WITH_FAILURES);
        }
    }

    /** A second one to write what has finished is taken only when there is one. */
    @Test
    void handlersThatTakeNoConnectionNeedOneOnlyWhateverTheirNumber() throws Exception {
        camel.getComponent("commandbus", CommandBusComponent.class).prepare();
        CommandBus.of(camel).sendBatch(Collections.nCopies(1_000, CommandRequest.of(domain, "Debit", "{}")));
        try (Connection taken = pool.getConnection();
                LogCapture log = LogCapture.ofLibrary()) {
            assertThat(taken.isValid(1)).isTrue();
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("commandbus:" + domain + "?transacted=false&concurrentConsumers=4")
                            .process(exchange -> {});
                }
            });
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(texts("SELECT status || attempts || ':' || count(*) FROM"
                                    + " command_bus_command WHERE domain = '" + domain + "' GROUP BY status, attempts"))
                            .containsExactly("COMPLETED1:1000"));
            assertThat(log.warnings()).noneMatch(line -> line.contains("will keep trying"));
        }
    }

    @Test
    void aSecondThreadWritesOnlyWhereHandlersHaveNoTransaction() throws Exception {
        consume("Debit");
        assertThat(writers()).isEmpty();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain + "/Credit?transacted=false").process(exchange -> {});
                from("commandbus:" + domain + "/Notify?transacted=false").process(exchange -> {});
            }
        });
        assertThat(writers()).hasSize(1);
        camel.stop();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(writers()).isEmpty());
    }

    private List<String> writers() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("commandbus:" + domain + "-write"))
                .toList();
    }

    @Test
    void aDomainThatCouldNotWorkIsRefused() throws Exception {
        consume("Debit");
        assertThatThrownBy(() -> camel.addRoutes(route(domain + "_too", "Debit")))
                .hasStackTraceContaining("'small' has maximumPoolSize=2, but its consumers need 4 connections: 2 to"
                        + " fetch + 0 to listen + 2 for transacted handlers (commandbus:" + domain + ": 1, commandbus:"
                        + domain + "_too: 1)");
        camel.getRouteController().stopRoute(domain + "/Debit");
        camel.getRouteController().startRoute(domain + "_too/Debit");
        assertThat(camel.getRouteController()
                        .getRouteStatus(domain + "_too/Debit")
                        .isStarted())
                .isTrue();
    }

    private void consume(String type) throws Exception {
        camel.addRoutes(route(domain, type));
    }

    private static RouteBuilder route(String domain, String type) {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain + "/" + type)
                        .routeId(domain + "/" + type)
                        .setBody(constant("{}"));
            }
        };
    }

    private static List<String> events(UUID id) throws SQLException {
        return texts("SELECT event_type FROM command_bus_audit WHERE command_id = '" + id + "' ORDER BY audit_id");
    }

    // Not through the pool, which is exhausted on purpose.
    private static List<String> texts(String query) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
