/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.Server;
import io.github.camelpgmq.support.StatementSpy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LeaseIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final StatementSpy spy = new StatementSpy();
    private final Map<Integer, CountDownLatch> gates = new ConcurrentHashMap<>();
    private Server server;
    private CamelNode node;

    @BeforeEach
    void start() throws Exception {
        server = new Server(PGMQ.database());
        node = new CamelNode(spy.watch(server.dataSource("node")));
    }

    @AfterEach
    void stop() {
        gates.values().forEach(CountDownLatch::countDown);
        node.close();
    }

    @Test
    void oneStatementRenewsAllThatIsInFlight() throws Exception {
        QueueName queue = node.newQueue("renewed");
        server.execute("SELECT pgmq.send('renewed', '{}') FROM generate_series(1, 8)");
        node.consume(queue, "concurrentConsumers=8&visibilityTimeout=3s&pollInterval=10m", waitAtGate());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.handled()).hasSize(8));

        long start = System.nanoTime();
        long before = renewals();
        // Far beyond the lease of three seconds.
        await().atMost(PATIENCE).until(() -> renewals() >= before + 8);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(6));
        assertThat(server.number("SELECT count(*) FROM pgmq.q_renewed WHERE vt > clock_timestamp() AND read_ct = 1"))
                .isEqualTo(8);

        gate(1).countDown();
        await().atMost(PATIENCE).until(() -> server.rows(queue.table()) == 0);
        assertThat(node.handled()).hasSize(8);
    }

    @Test
    void handlerBeyondTheCapLosesItsLeaseAndItsAcknowledgementChangesNothing() throws Exception {
        QueueName queue = node.newQueue("capped");
        node.consume(
                queue,
                "ackMode=archive&concurrentConsumers=2&visibilityTimeout=2s&maxVisibilityExtension=4s&pollInterval=10m",
                waitAtGate());
        node.send(queue, "", "{}");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.handled())
                .extracting(CamelNode.Handled::readCount)
                .containsExactly(1, 2));
        assertThat(Duration.between(
                        node.handled().get(0).when(), node.handled().get(1).when()))
                .isGreaterThan(Duration.ofMillis(3_500));

        gate(1).countDown();
        await().atMost(PATIENCE).until(() -> lostLeases(node, queue) == 1);
        assertThat(server.rows(queue.table())).isOne();
        assertThat(server.rows(queue.archiveTable())).isZero();

        gate(2).countDown();
        await().atMost(PATIENCE).until(() -> server.rows(queue.archiveTable()) == 1);
        assertThat(server.rows(queue.table())).isZero();
        assertThat(lostLeases(node, queue)).isOne();
    }

    @Test
    void retryOfAStaleWorkerDoesNotTouchTheLeaseOfTheOtherOne() throws Exception {
        QueueName queue = node.newQueue("stale");
        node.consume(
                queue,
                "retryDelay=1s&visibilityTimeout=2s&extendMessageVisibility=false&pollInterval=10m",
                waitAtGate(),
                exchange -> {
                    throw new IllegalStateException("stale and failed");
                });
        node.send(queue, "", "{}");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.handled()).hasSize(1));
        try (CamelNode other = new CamelNode(server.dataSource("other"))) {
            other.consume(queue, "visibilityTimeout=60s&pollInterval=1s", waitAtGate());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(other.handled()).hasSize(1));

            gate(1).countDown();
            await().atMost(PATIENCE).until(() -> lostLeases(node, queue) == 1);
            assertThat(server.number("SELECT count(*) FROM pgmq.q_stale WHERE vt > now() + interval '20 seconds'"))
                    .isOne();

            gate(2).countDown();
            await().atMost(PATIENCE).until(() -> server.rows(queue.table()) == 0);
            assertThat(lostLeases(other, queue)).isZero();
        }
    }

    @Test
    void aTransactionThatHasLostItsLeaseCountsOnce() throws Exception {
        QueueName queue = node.newQueue("transacted");
        node.consume(
                queue,
                "transacted=true&retryDelay=1s&visibilityTimeout=2s&extendMessageVisibility=false&pollInterval=10m",
                waitAtGate());
        node.send(queue, "", "{}");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.handled()).hasSize(1));
        try (CamelNode other = new CamelNode(server.dataSource("other"))) {
            other.consume(queue, "visibilityTimeout=60s&pollInterval=1s", waitAtGate());
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(other.handled()).hasSize(1));

            gate(1).countDown();
            await().atMost(PATIENCE).until(() -> engine(node, queue).inFlight() == 0);
            assertThat(lostLeases(node, queue)).isOne();

            gate(2).countDown();
            await().atMost(PATIENCE).until(() -> server.rows(queue.table()) == 0);
        }
    }

    /** Blocks all first deliveries at one gate, all second ones at another. */
    private Processor waitAtGate() {
        return exchange -> gate(exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class))
                .await(60, TimeUnit.SECONDS);
    }

    private CountDownLatch gate(int readCount) {
        return gates.computeIfAbsent(readCount, count -> new CountDownLatch(1));
    }

    private long renewals() {
        return spy.count("SET vt = greatest(q.vt");
    }

    private static long lostLeases(CamelNode node, QueueName queue) {
        return engine(node, queue).lostLeases();
    }

    private static DeliveryEngine<QueueDelivery, Settlement> engine(CamelNode node, QueueName queue) {
        PgmqConsumer consumer =
                (PgmqConsumer) node.camel().getRoute(queue.name()).getConsumer();
        return consumer.engine();
    }
}
