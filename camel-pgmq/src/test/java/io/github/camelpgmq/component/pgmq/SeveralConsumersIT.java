/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.component.pgmq.support.EffectWorker;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.ChildJvm;
import io.github.camelpgmq.support.Server;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Processor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SeveralConsumersIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Server server;
    private CamelNode node;

    @BeforeEach
    void start() throws Exception {
        server = new Server(PGMQ.database());
        server.execute("CREATE TABLE IF NOT EXISTS effect (message_id bigint, worker text)", "TRUNCATE TABLE effect");
        node = new CamelNode(server.dataSource("node"));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void twoRoutesAndTwoContextsShareAQueueAndKeepToTheirConcurrency() throws Exception {
        QueueName queue = node.newQueue("routes");
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Processor busy = exchange -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            EffectWorker.work(3).process(exchange);
            running.decrementAndGet();
        };
        try (CamelNode other = new CamelNode(server.dataSource("other"))) {
            send(queue, 300);
            String options = "concurrentConsumers=2";
            node.consumeAs("first", queue, options, EffectWorker.effect(node.pool(), "first"), busy);
            node.consumeAs("second", queue, options, EffectWorker.effect(node.pool(), "second"), busy);
            other.consumeAs("third", queue, options, EffectWorker.effect(other.pool(), "third"), busy);
            assertEachHandledOnce(queue, 300);
        }
        assertThat(most).hasValueBetween(3, 6);
        assertThat(server.number("SELECT count(DISTINCT worker) FROM effect")).isEqualTo(3);
    }

    @Test
    void severalJvmsShareAQueue() throws Exception {
        QueueName queue = node.newQueue("jvms");
        try (ChildJvm one = worker("one", queue, "concurrentConsumers=4", 20);
                ChildJvm two = worker("two", queue, "concurrentConsumers=4", 20)) {
            one.awaitLine(EffectWorker.READY);
            two.awaitLine(EffectWorker.READY);
            send(queue, 400);
            assertEachHandledOnce(queue, 400);
        }
        assertThat(server.number("SELECT count(DISTINCT worker) FROM effect")).isEqualTo(2);
    }

    @Test
    void whatAKilledJvmHadBegunCommitsOnceElsewhere() throws Exception {
        QueueName queue = node.newQueue("killed");
        send(queue, 300);
        String options = "transacted=true&concurrentConsumers=4&visibilityTimeout=3s";
        try (ChildJvm victim = worker("victim", queue, options, 50);
                ChildJvm survivor = worker("survivor", queue, options, 50)) {
            survivor.awaitLine(EffectWorker.READY);
            await().atMost(PATIENCE).until(() -> effectsOf("victim") > 20 && effectsOf("survivor") > 0);
            victim.kill();
            assertThat(server.rows(queue.table())).isPositive();
            assertEachHandledOnce(queue, 300);
        }
        assertThat(effectsOf("victim")).isBetween(20L, 299L);
    }

    @Test
    void messageOfAKilledJvmReturnsWhenItsLeaseEnds() throws Exception {
        QueueName queue = node.newQueue("returned");
        send(queue, 1);
        try (ChildJvm victim = worker("victim", queue, "visibilityTimeout=3s", 600_000)) {
            await().atMost(PATIENCE).until(() -> effectsOf("victim") == 1);
            victim.kill();
        }
        node.consume(queue, "pollInterval=10m");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(node.handled())
                .singleElement()
                .satisfies(handled -> assertThat(handled.readCount()).isEqualTo(2)));
        await().atMost(PATIENCE).until(() -> server.rows(queue.table()) == 0);
    }

    private ChildJvm worker(String name, QueueName queue, String options, long millis) throws Exception {
        return ChildJvm.start(EffectWorker.class, PGMQ.database(), name, queue.name(), options, Long.toString(millis));
    }

    private void send(QueueName queue, int messages) {
        server.execute("SELECT pgmq.send('" + queue + "', '{}') FROM generate_series(1, " + messages + ")");
    }

    private long effectsOf(String worker) {
        return server.number("SELECT count(*) FROM effect WHERE worker = '" + worker + "'");
    }

    private void assertEachHandledOnce(QueueName queue, int messages) {
        await().atMost(PATIENCE).until(() -> server.rows(queue.table()) == 0);
        assertThat(server.rows("effect")).isEqualTo(messages);
        assertThat(server.number("SELECT count(DISTINCT message_id) FROM effect"))
                .isEqualTo(messages);
    }
}
