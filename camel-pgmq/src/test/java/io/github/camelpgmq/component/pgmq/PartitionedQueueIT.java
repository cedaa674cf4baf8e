/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueType;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.support.AtOnce;
import io.github.camelpgmq.support.DebianPostgres;
import io.github.camelpgmq.support.PgmqVersion;
import io.github.camelpgmq.support.TestSql;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Queues that pg_partman partitions. The embedded server has no pg_partman, so this is Debian's PostgreSQL. */
class PartitionedQueueIT {

    private static final AtomicInteger QUEUES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static DebianPostgres server;
    private static TestSql sql;
    private static PgmqClient client;

    private final QueueName queue = QueueName.of("parted_" + QUEUES.incrementAndGet());

    @BeforeAll
    static void start() throws Exception {
        assumeThat(DebianPostgres.has("pg_partman"))
                .as("Debian's packages postgresql-15 and postgresql-15-partman are installed")
                .isTrue();
        server = DebianPostgres.start();
        sql = new TestSql(server.dataSource());
        sql.run("CREATE SCHEMA partman", "CREATE EXTENSION pg_partman SCHEMA partman");
        sql.run(PgmqVersion.V1_11_1.scripts().toArray(String[]::new));
        client = new PgmqClient(server.dataSource());
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aRouteCreatesSendsConsumesAndArchives() throws Exception {
        String options = "?autoCreateQueue=true&queueType=partitioned&partitionInterval=10&retentionInterval=1000";
        try (CamelNode node = new CamelNode(server.dataSource())) {
            node.consume("pgmq:" + queue + options + "&ackMode=archive&notify=false&pollInterval=1s");
            for (int i = 0; i < 25; i++) {
                node.send("pgmq:" + queue, "{\"n\":" + i + "}");
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(node.handled()).hasSize(25);
                assertThat(sql.count(queue.archiveTable())).isEqualTo(25);
            });
        }
        assertThat(sql.count(queue.table())).isZero();
        assertThat(client.listQueues())
                .filteredOn(info -> info.name().equals(queue.name()))
                .hasSize(1)
                .allMatch(QueueInfo::partitioned)
                .noneMatch(QueueInfo::unlogged);
        assertThat(sql.value("SELECT partition_interval || ' ' || retention || ' ' || control FROM partman.part_config"
                        + " WHERE parent_table = 'pgmq.q_" + queue + "'"))
                .isEqualTo("10 1000 msg_id");
        assertThat(client.metrics(queue).totalMessages()).isEqualTo(25);
        assertThat(client.metricsAll()).isNotEmpty();
    }

    @Test
    void handlesRetriesAndDeadLettersAcrossPartitions() throws Exception {
        QueueName dead = QueueName.of(queue + "_dead");
        client.createQueue(dead);
        client.createQueue(queue, new QueueDefinition(QueueType.PARTITIONED, "5", "1000"));
        try (CamelNode node = new CamelNode(server.dataSource())) {
            node.consume(
                    "pgmq:" + queue + "?notify=false&pollInterval=1s&retryDelay=100ms&maxDeliveries=2&deadLetterQueue="
                            + dead,
                    CamelNode.failingUpTo(2));
            for (int i = 0; i < 12; i++) {
                node.send("pgmq:" + queue, "{}");
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(sql.count(dead.table())).isEqualTo(12));
            assertThat(node.handled()).hasSize(24);
        }
        assertThat(sql.count(queue.table())).isZero();
    }

    @Test
    void partitionsByTime() throws Exception {
        String options = "?autoCreateQueue=true&queueType=partitioned&partitionInterval=RAW(1 day)"
                + "&retentionInterval=RAW(7 days)";
        try (CamelNode node = new CamelNode(server.dataSource())) {
            node.consume("pgmq:" + queue + options + "&notify=false&pollInterval=1s");
            node.send("pgmq:" + queue, "{}");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.handled()).hasSize(1));
        }
        assertThat(sql.value("SELECT control FROM partman.part_config WHERE parent_table = 'pgmq.q_" + queue + "'"))
                .isEqualTo("enqueued_at");
    }

    @Test
    void twoStartersCreateItOnce() throws Exception {
        QueueDefinition definition = new QueueDefinition(QueueType.PARTITIONED, "10", "100");
        assertThat(AtOnce.run(4, number -> client.createQueue(queue, definition)))
                .containsOnlyOnce(true)
                .hasSize(4);
        assertThat(client.dropQueue(queue)).isTrue();
        assertThat(sql.count("partman.part_config WHERE parent_table LIKE '%" + queue + "'"))
                .isZero();
    }

    @Test
    void whatPgPartmanRefusesIsAnError() {
        assertThatThrownBy(() -> client.createQueue(queue, new QueueDefinition(QueueType.PARTITIONED, "often", "100")))
                .isInstanceOf(PgmqException.class)
                .hasMessageContaining("create queue '" + queue + "'")
                .hasMessageContaining("often");
        assertThat(client.listQueues()).extracting(QueueInfo::name).doesNotContain(queue.name());
        assertThatThrownBy(() -> client.createQueue(
                        QueueName.of("orders.eu"), new QueueDefinition(QueueType.PARTITIONED, null, null)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("queueType=partitioned")
                .hasMessageContaining("letters, digits and underscores");
    }

    /** The reason why a partitioned queue is polled: before 1.13.1 the trigger looks up the partition's name. */
    @Test
    void theInsertTriggerIsSilent() throws Exception {
        client.createQueue(queue, new QueueDefinition(QueueType.PARTITIONED, "10", "100"));
        sql.run("SELECT pgmq.enable_notify_insert('" + queue + "', 0)");
        client.send(queue, "{}", null, null);
        assertThat(sql.value("SELECT last_notified_at > to_timestamp(0) FROM pgmq.notify_insert_throttle"
                        + " WHERE queue_name = '" + queue + "'"))
                .isEqualTo("f");
        assertThat(client.pop(queue, 1)).hasSize(1);
    }
}
