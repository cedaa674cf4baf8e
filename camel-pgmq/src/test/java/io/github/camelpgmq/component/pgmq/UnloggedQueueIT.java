/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.TestSql;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unlogged queues: fast, and not to be archived. */
class UnloggedQueueIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final QueueName queue = QueueName.of("unlogged_" + QUEUES.incrementAndGet());
    private final PgmqClient client = new PgmqClient(PGMQ.dataSource());
    private LogCapture log;

    @BeforeEach
    void listen() {
        log = LogCapture.of(QueueUse.class);
    }

    @AfterEach
    void ignore() {
        log.close();
    }

    @Test
    void aRouteCreatesAndUsesOne() throws Exception {
        try (CamelNode node = new CamelNode(PGMQ.dataSource())) {
            node.consume("pgmq:" + queue + "?autoCreateQueue=true&queueType=unlogged&pollInterval=2s");
            node.send("pgmq:" + queue, "{}");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(node.handled()).hasSize(1));
        }
        assertThat(client.listQueues())
                .filteredOn(QueueInfo::unlogged)
                .extracting(QueueInfo::name)
                .contains(queue.name());
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void archivingOneIsRefused() throws Exception {
        try (CamelNode node = new CamelNode(PGMQ.dataSource())) {
            assertThatThrownBy(() ->
                            node.consume("pgmq:" + queue + "?autoCreateQueue=true&queueType=unlogged&ackMode=archive"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasStackTraceContaining("queueType=unlogged does not go with ackMode=archive");
        }
        assertThat(client.dropQueue(queue)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ackMode=archive", "maxDeliveries=3"})
    void archivingOneThatIsThereIsWarnedOf(String option) throws Exception {
        client.createQueue(queue, QueueDefinition.UNLOGGED);
        consume("pgmq:" + queue + "?" + option);
        assertThat(log.lines())
                .singleElement()
                .asString()
                .startsWith("WARN ")
                .contains("Queue '" + queue + "' is unlogged")
                .contains(option.split("=")[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ackMode=delete", "ackMode=none", "maxDeliveries=3&deadLetterQueue=plain"})
    void deletingFromOneIsFine(String option) throws Exception {
        client.createQueue(queue, QueueDefinition.UNLOGGED);
        client.createQueue(QueueName.of("plain"));
        consume("pgmq:" + queue + "?" + option);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void archivingAnOrdinaryQueueIsFine() throws Exception {
        client.createQueue(queue);
        consume("pgmq:" + queue + "?ackMode=archive&maxDeliveries=3");
        assertThat(log.lines()).isEmpty();
    }

    /** Why: what a crash does to an unlogged table, and not to the archive. */
    @Test
    void idsThatStartAgainClashInTheArchive() {
        client.createQueue(queue, QueueDefinition.UNLOGGED);
        client.archive(queue, List.of(client.send(queue, "{}", null, null)));
        new TestSql(PGMQ.dataSource()).run("TRUNCATE " + queue.table() + " RESTART IDENTITY");
        long again = client.send(queue, "{}", null, null);
        assertThatThrownBy(() -> client.archive(queue, List.of(again)))
                .hasMessageContaining("archive in queue '" + queue + "'")
                .hasMessageContaining("SQLState 23505");
    }

    private static void consume(String uri) throws Exception {
        try (CamelNode node = new CamelNode(PGMQ.dataSource())) {
            node.consume(uri);
        }
    }
}
