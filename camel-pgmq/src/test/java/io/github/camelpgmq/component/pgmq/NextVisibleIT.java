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
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Messages that become visible ten seconds after the start, without any notification. The polls that back off look about
 * 7 and 27 seconds after it, so only the timer is punctual.
 */
class NextVisibleIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static Server server;
    private static CamelNode node;
    private static QueueName delayed;
    private static QueueName ofDeadReader;
    private static QueueName rescheduled;
    private static QueueName retried;
    private static Instant start;

    @BeforeAll
    static void start() throws Exception {
        server = new Server(PGMQ.database());
        node = new CamelNode(server.dataSource("node"));
        delayed = node.newQueue("delayed");
        ofDeadReader = node.newQueue("of_dead_reader");
        rescheduled = node.newQueue("rescheduled");
        retried = node.newQueue("retried");
        start = Instant.now();
        server.execute(
                "SELECT pgmq.send('delayed', '{}', 10)",
                "SELECT pgmq.send('of_dead_reader', '{}')",
                "SELECT pgmq.read('of_dead_reader', 10, 1)",
                "SELECT pgmq.send('rescheduled', '{}')",
                "SELECT pgmq.set_vt('rescheduled', 1, 10)",
                "SELECT pgmq.send('retried', '{}')");
        for (QueueName queue : List.of(delayed, ofDeadReader, rescheduled)) {
            node.consume(queue, "pollInterval=10m&notify=false");
        }
        node.consume(retried, "pollInterval=10m&notify=false&visibilityTimeout=300s&retryDelay=10s", exchange -> {
            if (node.handled(retried).size() == 1) {
                throw new IllegalStateException("first try");
            }
        });
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void delayedMessage() {
        assertPunctual(delayed, 1);
    }

    @Test
    void messageOfAReaderThatDied() {
        assertPunctual(ofDeadReader, 1);
        assertThat(node.handled(ofDeadReader).get(0).readCount()).isEqualTo(2);
    }

    @Test
    void messageThatWasGivenAnotherTime() {
        assertPunctual(rescheduled, 1);
    }

    @Test
    void retry() {
        assertPunctual(retried, 2);
    }

    private static void assertPunctual(QueueName queue, int deliveries) {
        await().atMost(Duration.ofSeconds(40))
                .untilAsserted(() -> assertThat(node.handled(queue)).hasSize(deliveries));
        Duration after =
                Duration.between(start, node.handled(queue).get(deliveries - 1).when());
        assertThat(after).isBetween(Duration.ofMillis(9_500), Duration.ofSeconds(20));
    }
}
