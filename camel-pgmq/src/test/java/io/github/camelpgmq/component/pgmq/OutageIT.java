/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.component.pgmq.support.EffectWorker;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.Server;
import io.github.camelpgmq.support.TcpProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The database goes away and comes back: the route goes on by itself, and its log stays short. */
class OutageIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Server server;
    private TcpProxy proxy;
    private LogCapture log;

    @BeforeEach
    void start() throws Exception {
        server = new Server(PGMQ.database());
        proxy = server.proxy();
        log = LogCapture.ofLibrary();
    }

    @AfterEach
    void stop() {
        log.close();
        proxy.close();
    }

    @Test
    void networkIsCutForSeveralAttempts() throws Exception {
        try (CamelNode node = new CamelNode(server.through(proxy, "cut"))) {
            QueueName queue = node.newQueue("cut");
            node.consume(queue, "pollInterval=1s");
            sendAndAwait(node, queue, 1);
            proxy.cut();
            await().atMost(PATIENCE).until(() -> proxy.refused() >= 8);
            proxy.restore();
            sendAndAwait(node, queue, 2);
            assertBoundedLog(3);
        }
    }

    @Test
    void connectionIsHalfOpen() throws Exception {
        try (CamelNode node = new CamelNode(server.through(proxy, "half_open"))) {
            QueueName queue = node.newQueue("half_open");
            node.consume(queue, "pollInterval=1s&visibilityTimeout=5s&notify=false");
            sendAndAwait(node, queue, 1);
            proxy.silence();
            await().atMost(PATIENCE).until(() -> proxy.swallowed() > 0);
            proxy.restore();
            sendAndAwait(node, queue, 2);
            assertBoundedLog(1);
        }
    }

    @Test
    void backendsAreTerminatedAgainAndAgain() throws Exception {
        try (CamelNode node = new CamelNode(server.dataSource("terminated"))) {
            QueueName queue = node.newQueue("terminated");
            node.consume(queue, "pollInterval=500ms");
            int rounds = 4;
            for (int i = 1; i <= rounds; i++) {
                sendAndAwait(node, queue, i);
                server.terminate("terminated");
            }
            sendAndAwait(node, queue, rounds + 1);
            assertBoundedLog(2 * rounds);
        }
    }

    @Test
    void primaryBecomesAStandby() throws Exception {
        try (CamelNode node = new CamelNode(server.dataSource("standby"))) {
            QueueName queue = node.newQueue("standby");
            node.consume(queue, "pollInterval=500ms&notify=false");
            sendAndAwait(node, queue, 1);
            String database = PGMQ.database().name();
            server.execute("ALTER DATABASE " + database + " SET default_transaction_read_only = on");
            server.terminate("standby");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            consumerOf(node, queue).engine().status().lastError())
                    .contains("25006"));
            // The connections made meanwhile stay read-only for ever.
            server.execute(
                    "SET default_transaction_read_only = off",
                    "ALTER DATABASE " + database + " RESET default_transaction_read_only");
            sendAndAwait(node, queue, 2);
            assertBoundedLog(2);
        }
    }

    @Test
    void poolIsExhausted() throws Exception {
        server.execute("CREATE TABLE effect (message_id bigint, worker text)");
        HikariDataSource pool = CamelNode.pool(server.dataSource("exhausted"), 2);
        pool.setConnectionTimeout(2_000);
        try (CamelNode node = new CamelNode(pool)) {
            QueueName queue = node.newQueue("exhausted");
            node.consume(
                    queue,
                    "transacted=true&maxDeliveries=1&visibilityTimeout=60s&pollInterval=500ms&notify=false",
                    EffectWorker.effect(node.pool(), "exhausted"));
            await().atMost(PATIENCE)
                    .until(() -> consumerOf(node, queue).engine().status().lastRoundTrip() != null);
            try (Connection taken = node.pool().getConnection()) {
                server.execute("SELECT pgmq.send('exhausted', '{}')");
                await().atMost(PATIENCE).until(() -> log.warnings().size() == 1);
                await().atMost(PATIENCE).until(() -> visibleAndUnread(queue));
                await().atMost(PATIENCE).until(() -> !visibleAndUnread(queue));
                await().atMost(PATIENCE).until(() -> visibleAndUnread(queue));
                assertThat(taken.isClosed()).isFalse();
            }
            await().atMost(PATIENCE).until(() -> server.rows(queue.table()) == 0);
            assertThat(server.rows("effect")).isOne();
            assertThat(node.handled()).hasSize(1);
            assertBoundedLog(1);
        }
    }

    @Test
    void stopsInTimeWhileTheNetworkIsCut() throws Exception {
        CamelNode node = new CamelNode(server.through(proxy, "stop_cut"));
        node.consume(node.newQueue("stop_cut"), "pollInterval=500ms");
        proxy.cut();
        await().atMost(PATIENCE).until(() -> proxy.refused() >= 3);
        assertStopsWithin(node, Duration.ofSeconds(30));
    }

    @Test
    void stopsInTimeWhileTheServerDoesNotAnswer() throws Exception {
        CamelNode node = new CamelNode(server.through(proxy, "stop_silent"));
        node.consume(node.newQueue("stop_silent"), "pollInterval=500ms");
        await().atMost(PATIENCE).until(() -> server.backends("stop_silent") >= 2);
        proxy.silence();
        await().atMost(PATIENCE).until(() -> proxy.swallowed() > 0);
        assertStopsWithin(node, Duration.ofSeconds(40));
    }

    private static void assertStopsWithin(CamelNode node, Duration limit) {
        long start = System.nanoTime();
        node.camel().stop();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(limit);
        node.close();
    }

    private void sendAndAwait(CamelNode node, QueueName queue, int total) throws SQLException {
        server.execute("SELECT pgmq.send('" + queue + "', '{}')");
        await().atMost(PATIENCE).until(() -> node.handled().size() >= total);
        await().atMost(PATIENCE).until(() -> server.rows(queue.table()) == 0);
    }

    private void assertBoundedLog(int mostWarnings) {
        assertThat(log.warnings()).hasSizeBetween(1, mostWarnings);
        assertThat(log.stackTraces()).isEmpty();
    }

    private boolean visibleAndUnread(QueueName queue) {
        return server.number("SELECT count(*) FROM " + queue.table() + " WHERE vt <= clock_timestamp() AND read_ct = 0")
                == 1;
    }

    private static PgmqConsumer consumerOf(CamelNode node, QueueName queue) {
        return (PgmqConsumer) node.camel().getRoute(queue.name()).getConsumer();
    }
}
