/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.notify.ListenStatus;
import io.github.camelpgmq.support.DebianPostgres;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.PgmqVersion;
import io.github.camelpgmq.support.TestSql;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A consumer of a real hot standby, as after a failover that went to the wrong side. */
class StandbyIT extends PgmqTestBase {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private DebianPostgres server;

    @BeforeEach
    void startServer() throws Exception {
        assumeThat(DebianPostgres.has("plpgsql")).as("Debian's PostgreSQL").isTrue();
        server = DebianPostgres.start();
    }

    @AfterEach
    void stopServer() throws Exception {
        camel.stop();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void waitsForItsPromotionAndSaysSoOnce() throws Exception {
        TestSql sql = new TestSql(server.dataSource());
        PgmqVersion.V1_11_1.scripts().forEach(sql::run);
        PgmqClient remote = new PgmqClient(server.dataSource());
        remote.createQueue(queue);
        remote.send(queue, "\"before\"", null, null);
        server.restartAsStandby();
        camel.getRegistry().bind("standby", server.dataSource());
        try (LogCapture log = LogCapture.ofLibrary()) {
            route("pgmq:" + queue + "?pollInterval=500ms&dataSource=#bean:standby");
            PgmqConsumer consumer = (PgmqConsumer) camel.getRoutes().get(0).getConsumer();
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(consumer.status().engine().lastError()).contains("25006");
                assertThat(consumer.status().listening().state()).isEqualTo(ListenStatus.State.DEGRADED);
                assertThat(consumer.status().listening().lastError()).contains("25006");
            });
            assertThat(handled).isEmpty();

            sql.run("SELECT pg_promote()");

            await().atMost(PATIENCE).untilAsserted(() -> assertThat(bodies()).containsExactly("\"before\""));
            await().atMost(PATIENCE).until(() -> consumer.status().listening().state() == ListenStatus.State.LISTENING);
            assertThat(remote.metrics(queue).length()).isZero();
            assertThat(log.warnings()).hasSizeBetween(2, 3);
            assertThat(log.stackTraces()).isEmpty();
        }
    }
}
