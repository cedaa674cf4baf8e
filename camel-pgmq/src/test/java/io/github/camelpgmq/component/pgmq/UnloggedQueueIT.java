/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.TestSql;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Unlogged queues: fast, and not to be archived. */
class UnloggedQueueIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger QUEUES = new AtomicInteger();

    private final QueueName queue = QueueName.of("unlogged_" + QUEUES.incrementAndGet());
    private final PgmqClient client = new PgmqClient(PGMQ.dataSource());
    private final Logger log = (Logger) LoggerFactory.getLogger(QueueUse.class);
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

    @BeforeEach
    void listen() {
        logged.start();
        log.addAppender(logged);
    }

    @AfterEach
    void ignore() {
        log.detachAppender(logged);
    }

    @Test
    void aRouteCreatesAndUsesOne() throws Exception {
        try (RouteRunner routes = new RouteRunner(PGMQ.dataSource())) {
            routes.consume("pgmq:" + queue + "?autoCreateQueue=true&queueType=unlogged&pollInterval=2s");
            routes.send("pgmq:" + queue, "{}");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(routes.handled()).hasSize(1));
        }
        assertThat(client.listQueues())
                .filteredOn(QueueInfo::unlogged)
                .extracting(QueueInfo::name)
                .contains(queue.name());
        assertThat(logged.list).isEmpty();
    }

    @Test
    void archivingOneIsRefused() throws Exception {
        try (RouteRunner routes = new RouteRunner(PGMQ.dataSource())) {
            assertThatThrownBy(() -> routes.consume(
                            "pgmq:" + queue + "?autoCreateQueue=true&queueType=unlogged&ackMode=archive"))
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
        assertThat(logged.list).hasSize(1).allSatisfy(event -> {
            assertThat(event.getLevel()).isEqualTo(Level.WARN);
            assertThat(event.getFormattedMessage())
                    .contains("Queue '" + queue + "' is unlogged")
                    .contains(option.split("=")[0]);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"ackMode=delete", "ackMode=none", "maxDeliveries=3&deadLetterQueue=plain"})
    void deletingFromOneIsFine(String option) throws Exception {
        client.createQueue(queue, QueueDefinition.UNLOGGED);
        client.createQueue(QueueName.of("plain"));
        consume("pgmq:" + queue + "?" + option);
        assertThat(logged.list).isEmpty();
    }

    @Test
    void archivingAnOrdinaryQueueIsFine() throws Exception {
        client.createQueue(queue);
        consume("pgmq:" + queue + "?ackMode=archive&maxDeliveries=3");
        assertThat(logged.list).isEmpty();
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
        try (RouteRunner routes = new RouteRunner(PGMQ.dataSource())) {
            routes.consume(uri);
        }
    }
}
