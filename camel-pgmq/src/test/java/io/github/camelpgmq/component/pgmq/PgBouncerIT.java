/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.component.pgmq.support.EffectWorker;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.PgBouncer;
import io.github.camelpgmq.support.Server;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** Behind the real PgBouncer in transaction mode. */
class PgBouncerIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int NEVER_BY_NAME = 0;
    private static final int DRIVERS_DEFAULT = 5;

    private static Server server;
    private static PgBouncer pooler;
    private LogCapture log;

    @BeforeAll
    static void startPooler(@TempDir Path directory) throws Exception {
        assumeThat(PgBouncer.program())
                .as("the program pgbouncer (apt-get install pgbouncer)")
                .isPresent();
        server = new Server(PGMQ.database());
        pooler = PgBouncer.start(server.dataSource("pgbouncer"), directory);
        server.execute("CREATE TABLE effect (message_id bigint, worker text)");
    }

    @AfterAll
    static void stopPooler() {
        if (pooler != null) {
            pooler.close();
        }
    }

    @BeforeEach
    void capture() {
        log = LogCapture.ofLibrary();
    }

    @AfterEach
    void release() {
        log.close();
    }

    @Test
    void consumerLivesOnPollingAndSaysSoOnce() throws Exception {
        try (CamelNode node = new CamelNode(behindPooler(NEVER_BY_NAME))) {
            QueueName queue = node.newQueue("polling");
            node.consume(queue, "pollInterval=1s");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(log.warnings())
                    .anyMatch(line -> line.contains("transaction pooler, set listenDataSource")));
            for (int i = 1; i <= 5; i++) {
                int sent = i;
                server.execute("SELECT pgmq.send('polling', '{}')");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(node.handled(queue)).hasSize(sent));
            }
            assertThat(log.warnings()).hasSize(1);
            assertThat(log.stackTraces()).isEmpty();
        }
    }

    @Test
    void directListenConnectionBringsTheWakeUpsBack() throws Exception {
        try (CamelNode node = new CamelNode(behindPooler(NEVER_BY_NAME));
                CamelNode sender = new CamelNode(server.dataSource("sender"))) {
            PgmqComponent component = node.camel().getComponent("pgmq", PgmqComponent.class);
            component.setListenDataSource(server.dataSource("listen"));
            QueueName queue = node.newQueue("listening");
            node.consume(queue, "pollInterval=10m");
            server.awaitBackedOff("pooled", 1);
            sender.send(queue, "", "{}");
            await().atMost(Duration.ofSeconds(8))
                    .untilAsserted(() -> assertThat(node.handled(queue)).hasSize(1));
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void producerAndTransactedConsumerWork() throws Exception {
        try (CamelNode node = new CamelNode(behindPooler(NEVER_BY_NAME))) {
            QueueName queue = node.newQueue("transacted");
            node.consume(
                    queue,
                    "transacted=true&concurrentConsumers=4&pollInterval=1s&notify=false",
                    EffectWorker.effect(node.pool(), "pooled"));
            for (int i = 0; i < 100; i++) {
                node.send(queue, "", "{\"n\":" + i + "}");
            }
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(server.rows(queue.table())).isZero());
            assertThat(server.rows("effect")).isEqualTo(100);
            assertThat(server.number("SELECT count(DISTINCT message_id) FROM effect"))
                    .isEqualTo(100);
            assertThat(log.warnings()).isEmpty();
        }
    }

    @Test
    void fetchingWorksWithTheDriversDefaultAndTheRemedyIsNamedOnce() throws Exception {
        try (CamelNode node = new CamelNode(behindPooler(DRIVERS_DEFAULT))) {
            QueueName one = node.newQueue("default_one");
            QueueName two = node.newQueue("default_two");
            node.consume(one, "pollInterval=500ms&notify=false");
            node.consume(two, "pollInterval=500ms&notify=false&ackMode=archive");
            for (int i = 1; i <= 12; i++) {
                int sent = i;
                server.execute("SELECT pgmq.send('default_one', '{}')", "SELECT pgmq.send('default_two', '{}')");
                await().atMost(PATIENCE).untilAsserted(() -> {
                    assertThat(node.handled(one)).hasSize(sent);
                    assertThat(node.handled(two)).hasSize(sent);
                });
            }
            assertThat(log.warnings()).singleElement().asString().contains("prepareThreshold=0");
        }
    }

    private static PGSimpleDataSource behindPooler(int prepareThreshold) {
        return pooler.through(server.dataSource("pooled"), prepareThreshold);
    }
}
