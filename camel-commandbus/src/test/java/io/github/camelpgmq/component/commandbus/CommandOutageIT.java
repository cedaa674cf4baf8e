/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.embedded.PgmqServerConfig;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.Server;
import io.github.camelpgmq.support.ServerProcesses;
import io.github.camelpgmq.support.TcpProxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The database goes away while commands are handled: the route goes on by itself, each effect is there once, the log stays short. */
class CommandOutageIT {

    @RegisterExtension
    static final PgmqExtension PGMQ =
            new PgmqExtension(PgmqServerConfig.builder().durable(true).build());

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String EFFECT = "INSERT INTO effect (command_id) VALUES (?::uuid)";

    private final Semaphore gate = new Semaphore(0);
    private final AtomicInteger started = new AtomicInteger();
    private Server server;
    private LogCapture log;

    @BeforeEach
    void start() {
        server = new Server(PGMQ.database());
        server.execute("CREATE TABLE IF NOT EXISTS effect (command_id uuid)");
        log = LogCapture.ofLibrary();
    }

    @AfterEach
    void stop() {
        log.close();
    }

    @Test
    void backendsAreTerminatedAgainAndAgain() throws Exception {
        try (CommandBusNode node = new CommandBusNode(server.dataSource("terminated"))) {
            handle(node, "terminated", "&concurrentConsumers=4");
            List<UUID> ids = send(node, "terminated", 12);
            int rounds = 4;
            for (int round = 1; round <= rounds; round++) {
                int before = started.get();
                await().atMost(PATIENCE).until(() -> started.get() > before || gate.hasQueuedThreads());
                server.terminate("terminated");
                gate.release(2);
            }
            gate.release(1_000);
            assertHandledOnce(node, "terminated", ids);
            assertBoundedLog(4 * rounds);
        }
    }

    @Test
    void networkIsCutDuringHandling() throws Exception {
        handledOnceDespite("cut", proxy -> {
            proxy.cut();
            gate.release(1_000);
            await().atMost(PATIENCE).until(() -> proxy.refused() >= 8);
            proxy.restore();
        });
    }

    @Test
    void connectionIsHalfOpenDuringHandling() throws Exception {
        handledOnceDespite("half_open", proxy -> {
            proxy.silence();
            await().atMost(PATIENCE).until(() -> proxy.swallowed() > 0);
            proxy.cut();
            gate.release(1_000);
            proxy.restore();
        });
    }

    /** @param trouble what happens between the handlers and the server; it lets the handlers go on */
    private void handledOnceDespite(String domain, Consumer<TcpProxy> trouble) throws Exception {
        try (TcpProxy proxy = server.proxy();
                CommandBusNode node = new CommandBusNode(server.through(proxy, domain))) {
            handle(node, domain, "");
            List<UUID> ids = send(node, domain, 3);
            await().atMost(PATIENCE).until(gate::hasQueuedThreads);
            trouble.accept(proxy);
            assertHandledOnce(node, domain, ids);
            assertBoundedLog(6);
        }
    }

    @Test
    void serverCrashesDuringHandling() throws Exception {
        ServerProcesses processes = reachable();
        try (CommandBusNode node = new CommandBusNode(server.dataSource("crash"))) {
            handle(node, "crash", "&concurrentConsumers=2");
            List<UUID> ids = send(node, "crash", 5);
            await().atMost(PATIENCE).until(gate::hasQueuedThreads);
            processes.crash();
            gate.release(1_000);
            await().atMost(PATIENCE).ignoreExceptions().until(() -> server.number("SELECT 1") == 1);
            assertHandledOnce(node, "crash", ids);
            assertBoundedLog(8);
        }
    }

    @Test
    void serverIsPausedDuringHandling() throws Exception {
        ServerProcesses processes = reachable();
        try (CommandBusNode node = new CommandBusNode(server.dataSource("paused"))) {
            handle(node, "paused", "");
            List<UUID> ids = send(node, "paused", 3);
            await().atMost(PATIENCE).until(gate::hasQueuedThreads);
            processes.pause();
            try {
                gate.release(1_000);
                await().atMost(PATIENCE).until(() -> !log.warnings().isEmpty());
            } finally {
                processes.resume();
            }
            assertHandledOnce(node, "paused", ids);
            assertBoundedLog(6);
        }
    }

    private ServerProcesses reachable() {
        ServerProcesses processes = ServerProcesses.of(server);
        assumeThat(processes.reachable()).as("the server's processes").isTrue();
        return processes;
    }

    /** Each handler writes its effect, then waits at the gate with its transaction open. */
    private void handle(CommandBusNode node, String domain, String options) throws Exception {
        DataSource joined = new TransactionAwareDataSource(node.pool());
        node.camel().addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:" + domain + "/Debit?pollInterval=500ms&visibilityTimeout=5s&retryBackoff=200ms"
                                + options)
                        .process(exchange -> effect(joined, exchange));
            }
        });
    }

    private void effect(DataSource joined, Exchange exchange) throws Exception {
        try (Connection connection = joined.getConnection();
                PreparedStatement insert = connection.prepareStatement(EFFECT)) {
            insert.setString(1, exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class));
            insert.execute();
        }
        started.incrementAndGet();
        if (!gate.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new IllegalStateException("The gate stays closed");
        }
    }

    private static List<UUID> send(CommandBusNode node, String domain, int count) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID id = UUID.randomUUID();
            node.template()
                    .sendBodyAndHeaders(
                            "commandbus:" + domain + "/Debit",
                            "{}",
                            Map.of(
                                    CommandBusConstants.COMMAND_ID,
                                    id.toString(),
                                    CommandBusConstants.REPLY_TO,
                                    domain + "__replies",
                                    CommandBusConstants.MAX_ATTEMPTS,
                                    100));
            ids.add(id);
        }
        return ids;
    }

    private void assertHandledOnce(CommandBusNode node, String domain, List<UUID> ids) {
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(
                        node.bus().countByStatus(domain))
                .containsEntry(CommandStatus.COMPLETED, (long) ids.size()));
        for (UUID id : ids) {
            assertThat(server.rows("effect WHERE command_id = '" + id + "'")).isOne();
            assertThat(server.rows("command_bus_audit WHERE event_type = 'COMPLETED' AND command_id = '" + id + "'"))
                    .isOne();
            assertThat(server.rows("pgmq.q_" + domain + "__replies WHERE message->>'command_id' = '" + id + "'"))
                    .isOne();
        }
        assertThat(server.rows("pgmq.q_" + domain + "__commands")).isZero();
    }

    private void assertBoundedLog(int mostWarnings) {
        assertThat(log.warnings()).hasSizeBetween(1, mostWarnings);
        assertThat(log.stackTraces()).isEmpty();
    }
}
