/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.Server;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Each test has one message with a handler that blocks, and others fetched that wait in memory for that handler. */
class SuspendAndStopIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int FAST = 20;
    private static final int ALL = 60;

    private final CountDownLatch gate = new CountDownLatch(1);
    private Server server;
    private CamelNode node;

    @BeforeEach
    void start() throws Exception {
        server = new Server(PGMQ.database());
        node = new CamelNode(server.dataSource("node"));
    }

    @AfterEach
    void stop() {
        gate.countDown();
        node.close();
    }

    @Test
    void suspendGivesBackWhatWaitsAndFetchesNothing() throws Exception {
        QueueName queue = node.newQueue("suspended");
        blockWithOthersWaiting(queue);

        ServiceHelper.suspendService(node.camel().getRoute(queue.name()).getConsumer());
        awaitAllVisibleButOne(queue);
        assertThat(server.number("SELECT count(*) FROM pgmq.q_suspended WHERE read_ct = 0"))
                .as("those that were not started do not count as delivered")
                .isEqualTo(ALL - FAST - 1);
        server.execute("SELECT pgmq.send('suspended', '{}')");
        await().during(Duration.ofSeconds(2))
                .atMost(PATIENCE)
                .until(() -> node.handled().size() == FAST + 1
                        && visible(queue) == server.rows(queue.table()) - 1
                        && server.number("SELECT read_ct FROM pgmq.q_suspended ORDER BY msg_id DESC LIMIT 1") == 0);

        gate.countDown();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(server.rows(queue.table())).isEqualTo(ALL + 1 - FAST - 1));

        ServiceHelper.resumeService(node.camel().getRoute(queue.name()).getConsumer());
        await().atMost(PATIENCE).until(() -> server.rows(queue.table()) == 0);
        assertThat(node.handled()).hasSize(ALL + 1);
    }

    @Test
    void stopGivesBackWhatWaitsToOthersWhileTheStartedOneFinishes() throws Exception {
        QueueName queue = node.newQueue("stopped");
        blockWithOthersWaiting(queue);

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
            try {
                node.camel().getRouteController().stopRoute(queue.name());
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        awaitAllVisibleButOne(queue);
        try (CamelNode other = new CamelNode(server.dataSource("other"))) {
            other.consume(queue, "");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(other.handled()).hasSize(ALL - FAST - 1));
            assertThat(stopped).isNotDone();
            gate.countDown();
            assertThat(stopped).succeedsWithin(PATIENCE);
            assertThat(server.rows(queue.table())).isZero();
            assertThat(other.handled()).hasSize(ALL - FAST - 1);
        }
        assertThat(node.handled()).hasSize(FAST + 1);
    }

    @Test
    void stopLosesNothingOfManyMessages() throws Exception {
        QueueName queue = node.newQueue("many");
        server.execute("SELECT pgmq.send('many', '{}') FROM generate_series(1, 5000)");
        node.consume(queue, "concurrentConsumers=4&visibilityTimeout=300s");
        await().atMost(PATIENCE).until(() -> node.handled().size() > 100);
        node.camel().getRouteController().stopRoute(queue.name());
        long left = server.rows(queue.table());
        assertThat(left).isPositive();
        assertThat(node.handled().size() + left).isEqualTo(5000);
        assertThat(visible(queue)).isEqualTo(left);
    }

    private void blockWithOthersWaiting(QueueName queue) throws Exception {
        server.execute("SELECT pgmq.send('" + queue + "', '{}') FROM generate_series(1, " + ALL + ")");
        Processor blocking = exchange -> {
            if (node.handled().size() > FAST) {
                gate.await(60, TimeUnit.SECONDS);
            }
        };
        node.consume(queue, "visibilityTimeout=300s", blocking);
        await().atMost(PATIENCE).until(() -> node.handled().size() == FAST + 1);
        assertThat(visible(queue)).isLessThan(server.rows(queue.table()) - 1);
    }

    private void awaitAllVisibleButOne(QueueName queue) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(visible(queue)).isEqualTo(server.rows(queue.table()) - 1));
        assertThat(server.rows(queue.table())).isEqualTo(ALL - FAST);
    }

    private long visible(QueueName queue) {
        return server.number("SELECT count(*) FROM " + queue.table() + " WHERE vt <= clock_timestamp()");
    }
}
