/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqFeature;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.UnsupportedFeatureException;
import io.github.camelpgmq.component.pgmq.consumer.DeadLetterHeaders;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.component.pgmq.support.VersionFeatures;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.PgmqVersion;
import io.github.camelpgmq.support.VersionDatabases;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Producer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Routes on every shape of PGMQ. */
class PgmqVersionsRouteIT {

    @RegisterExtension
    @Order(1)
    static final PgmqExtension PGMQ = new PgmqExtension();

    @RegisterExtension
    @Order(2)
    static final VersionDatabases DATABASES = new VersionDatabases(PGMQ);

    private static final AtomicInteger QUEUES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String queue = "orders_" + QUEUES.incrementAndGet();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void retriesAndSucceeds(PgmqVersion version) throws Exception {
        try (CamelNode node = new CamelNode(DATABASES.of(version).dataSource())) {
            node.consume(
                    "pgmq:" + queue + "?autoCreateQueue=true&ackMode=archive&retryDelay=100ms",
                    CamelNode.failingUpTo(2));
            node.send("pgmq:" + queue + "?delay=500ms", Map.of("n", 1));
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(node.handled()).hasSize(3);
                assertThat(DATABASES.of(version).sql().count("pgmq.a_" + queue)).isOne();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void givesUpIntoTheDeadLetterQueue(PgmqVersion version) throws Exception {
        QueueName dead = QueueName.of(queue + "_dead");
        try (CamelNode node = new CamelNode(DATABASES.of(version).dataSource())) {
            node.consume(
                    "pgmq:" + queue + "?autoCreateQueue=true&retryDelay=100ms&maxDeliveries=2&deadLetterQueue=" + dead,
                    CamelNode.failingUpTo(9));
            node.send("pgmq:" + queue, "{\"n\":1}");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(DATABASES.of(version).sql().count(dead.table()))
                            .isOne());
            assertThat(node.handled()).hasSize(2);
        }
        PgmqMessage letter = new PgmqClient(DATABASES.of(version).dataSource())
                .read(dead, Duration.ofSeconds(60), 1)
                .get(0);
        assertThat(letter.body()).isEqualTo("{\"n\": 1}");
        assertThat(letter.headers()).contains(DeadLetterHeaders.ERROR).contains("not yet");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void hearsOfForeignSendersIfThereIsAnInsertTrigger(PgmqVersion version) throws Exception {
        try (CamelNode node = new CamelNode(DATABASES.of(version).dataSource())) {
            // Without the trigger the poll must find the message.
            String poll = VersionFeatures.hasInsertTrigger(version) ? "60s" : "1s";
            node.consume("pgmq:" + queue + "?autoCreateQueue=true&enableNotifyInsert=true&pollInterval=" + poll);
            assertWoken(version, node, queue, "pgmq.q_" + queue + ".INSERT");
        }
    }

    /** Since 1.13.1 the trigger's channel has the letters of the queue's creation. */
    @Test
    void hearsOfForeignSendersToAQueueInMixedCase() throws Exception {
        String mixed = "Orders_" + QUEUES.incrementAndGet();
        try (CamelNode node = new CamelNode(DATABASES.of(PgmqVersion.V1_13_1).dataSource())) {
            node.consume("pgmq:" + mixed
                    + "?allowMixedCase=true&autoCreateQueue=true&enableNotifyInsert=true&pollInterval=60s");
            assertWoken(PgmqVersion.V1_13_1, node, mixed, "pgmq.q_" + mixed + ".INSERT");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void keepsTheOrderOfGroupsOrRefusesAtStart(PgmqVersion version) throws Exception {
        String uri = "pgmq:" + queue + "?autoCreateQueue=true&ordering=group";
        try (CamelNode node = new CamelNode(DATABASES.of(version).dataSource())) {
            if (VersionFeatures.of(version).contains(PgmqFeature.READ_GROUPED_HEAD)) {
                node.consume(uri);
                node.send("pgmq:" + queue + "?messageGroup=a", "1");
                node.send("pgmq:" + queue + "?messageGroup=a", "2");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(node.handled()).hasSize(2));
                assertThat(node.handled()).extracting(CamelNode.Handled::body).isEqualTo(List.of("1", "2"));
            } else {
                assertThatThrownBy(() -> node.consume(uri))
                        .isInstanceOf(UnsupportedFeatureException.class)
                        .hasStackTraceContaining("ordering=group needs PGMQ 1.11.1 or newer");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"V1_4", "V1_11_0", "V1_11_1", "V1_13_1"})
    void refusesTopicsAtStart(PgmqVersion version) {
        try (CamelNode node = new CamelNode(DATABASES.of(version).dataSource())) {
            for (String operation : List.of("sendTopic", "bindTopic", "unbindTopic", "listTopicBindings")) {
                assertThatThrownBy(() -> start(node, "pgmq:" + queue + "?autoCreateQueue=true&operation=" + operation))
                        .hasStackTraceContaining(UnsupportedFeatureException.class.getName())
                        .hasStackTraceContaining("operation=" + operation + " needs PGMQ 1.11 or newer");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_4")
    void popsSeveralOrRefusesAtStart(PgmqVersion version) throws Exception {
        try (CamelNode node = new CamelNode(DATABASES.of(version).dataSource())) {
            String uri = "pgmq:" + queue + "?autoCreateQueue=true&operation=pop";
            start(node, uri);
            if (VersionFeatures.of(version).contains(PgmqFeature.POP_QUANTITY)) {
                start(node, uri + "&quantity=2");
            } else {
                assertThatThrownBy(() -> start(node, uri + "&quantity=2"))
                        .hasStackTraceContaining("quantity=2 needs PGMQ 1.7 or newer");
            }
        }
    }

    private static void start(CamelNode node, String uri) throws Exception {
        Producer producer = node.camel().getEndpoint(uri).createProducer();
        try {
            producer.start();
        } finally {
            producer.stop();
        }
    }

    /** The trigger itself is heard on the channel, and the route gets the message. */
    private void assertWoken(PgmqVersion version, CamelNode node, String name, String channel) throws Exception {
        try (Connection ear = DATABASES.of(version).dataSource().getConnection();
                Statement statement = ear.createStatement()) {
            if (VersionFeatures.hasInsertTrigger(version)) {
                await().atMost(PATIENCE).until(() -> triggers(version, name) == 1);
            }
            statement.execute("LISTEN \"" + channel + "\"");
            DATABASES.of(version).sql().run("SELECT pgmq.send('" + name + "', '{}')");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(node.handled()).hasSize(1));
            if (VersionFeatures.hasInsertTrigger(version)) {
                assertThat(notifications(ear)).contains(channel);
            }
        }
    }

    private long triggers(PgmqVersion version, String name) {
        return DATABASES
                .of(version)
                .sql()
                .count("pg_trigger WHERE tgname = 'trigger_notify_queue_insert_listeners'" + " AND tgrelid = '"
                        + QueueName.of(name, true).table() + "'::regclass");
    }

    private static List<String> notifications(Connection connection) throws SQLException {
        PGNotification[] heard = connection.unwrap(PGConnection.class).getNotifications(20_000);
        return heard == null
                ? List.of()
                : List.of(heard).stream().map(PGNotification::getName).toList();
    }
}
