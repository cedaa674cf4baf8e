/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestSql;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of queue name that is accepted works from creation to drop. */
class QueueNamesIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain_1",
                "42",
                "select",
                "orders.eu.new",
                "orders-eu",
                "orders eu",
                "a\"b",
                "a\\b",
                "a%sb",
                "(a)",
                "MixedCase",
                "a234567890123456789012345678901234567890.234-67"
            })
    void worksFromCreationToDrop(String name) throws Exception {
        QueueName queue = QueueName.of(name, true);
        TestSql sql = new TestSql(PGMQ.dataSource());
        PgmqClient client = new PgmqClient(PGMQ.dataSource());
        try (CamelNode node = new CamelNode(PGMQ.dataSource())) {
            PgmqEndpoint endpoint = node.camel()
                    .getEndpoint(
                            "pgmq:placeholder?allowMixedCase=true&autoCreateQueue=true&ackMode=archive"
                                    + "&enableNotifyInsert=true&pollInterval=2s",
                            PgmqEndpoint.class);
            endpoint.setQueueName(name);
            node.consume(endpoint);
            node.send(endpoint, "{\"from\":\"here\"}");
            sql.run("SELECT pgmq.send('" + name + "', '{\"from\":\"elsewhere\"}')");
            await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(node.handled()).hasSize(2);
                assertThat(sql.count(queue.archiveTable())).isEqualTo(2);
            });
            assertThat(node.handled()).allSatisfy(one -> assertThat(one.queue()).isEqualTo(name));
        }
        assertThat(client.metrics(queue).totalMessages()).isEqualTo(2);
        client.bindTopic("names", queue);
        assertThat(client.unbindTopic("names", queue)).isTrue();
        assertThat(client.listQueues()).extracting(QueueInfo::name).contains(name);
        client.purgeQueue(queue);
        assertThat(client.dropQueue(queue)).isTrue();
        assertThat(client.listQueues()).extracting(QueueInfo::name).doesNotContain(name);
        assertThat(client.metricsAll()).isEqualTo(List.of());
    }

    /** What a URI can hold as it stands. */
    @ParameterizedTest
    @ValueSource(strings = {"orders_uri", "orders.eu.uri", "orders-eu-uri"})
    void worksInAUri(String name) throws Exception {
        try (CamelNode node = new CamelNode(PGMQ.dataSource())) {
            node.consume("pgmq:" + name + "?autoCreateQueue=true&pollInterval=2s");
            node.send("pgmq:" + name, "{}");
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(node.handled()).hasSize(1));
        }
        assertThat(new PgmqClient(PGMQ.dataSource()).dropQueue(QueueName.of(name)))
                .isTrue();
    }
}
