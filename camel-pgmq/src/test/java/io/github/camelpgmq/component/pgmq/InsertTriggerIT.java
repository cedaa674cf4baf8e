/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.InsertTrigger;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.AtOnce;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.Server;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

class InsertTriggerIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private Server server;
    private CamelNode node;

    @BeforeEach
    void start() throws Exception {
        server = new Server(PGMQ.database());
        node = new CamelNode(server.dataSource("node"));
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void isNotInstalledUnlessAskedFor() throws Exception {
        QueueName queue = node.newQueue("not_asked");
        node.consume(queue, "");
        node.send(queue, "", "{}");
        await().untilAsserted(() -> assertThat(node.handled(queue)).hasSize(1));
        assertThat(throttles(queue)).isZero();
        assertThat(triggers(queue)).isZero();
    }

    @Test
    void severalStartersInstallItOnce() throws Exception {
        QueueName queue = node.newQueue("many_starters");
        int starters = 8;
        List<Boolean> installed = AtOnce.run(starters, number -> {
            try (Connection connection = node.pool().getConnection()) {
                return InsertTrigger.ensure(connection, queue);
            }
        });
        assertThat(installed).containsOnlyOnce(true).hasSize(starters);
        assertThat(triggers(queue)).isOne();
    }

    @Test
    void isLeftAloneWithAnotherThrottle() throws Exception {
        QueueName queue = node.newQueue("left_alone");
        server.execute("SELECT pgmq.enable_notify_insert('left_alone', 12345)");
        long before = server.number("SELECT oid::bigint FROM pg_trigger WHERE tgrelid = 'pgmq.q_left_alone'::regclass");
        try (Connection connection = node.pool().getConnection()) {
            assertThat(InsertTrigger.ensure(connection, queue)).isFalse();
        }
        assertThat(server.number("SELECT oid::bigint FROM pg_trigger WHERE tgrelid = 'pgmq.q_left_alone'::regclass"))
                .isEqualTo(before);
        assertThat(server.number(
                        "SELECT throttle_interval_ms FROM pgmq.notify_insert_throttle WHERE queue_name = 'left_alone'"))
                .isEqualTo(12345);
    }

    @Test
    void comesBackWithTheNextConnectionAfterItsThrottleRowWasLost() throws Exception {
        QueueName queue = node.newQueue("row_lost");
        node.consume(queue, "enableNotifyInsert=true&pollInterval=1s");
        await().untilAsserted(() -> assertThat(throttles(queue)).isOne());
        server.execute("DELETE FROM pgmq.notify_insert_throttle");
        server.terminate("node");
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(throttles(queue)).isOne());
    }

    @Test
    void whatTheThrottleSwallowsIsFoundByLookingAgainSoon() throws Exception {
        QueueName queue = node.newQueue("swallowed");
        server.execute("SELECT pgmq.enable_notify_insert('swallowed', 600000)");
        node.consume(queue, "enableNotifyInsert=true&pollInterval=10m");
        for (int i = 1; i <= 3; i++) {
            int sent = i;
            server.execute("SELECT pgmq.send('swallowed', '{}')");
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(node.handled(queue)).hasSize(sent));
        }
    }

    @Test
    void withoutTheRightsThereIsOneWarningAndPolling() throws Exception {
        QueueName queue = node.newQueue("no_rights");
        server.execute(
                "DROP ROLE IF EXISTS trigger_tester",
                "CREATE ROLE trigger_tester LOGIN PASSWORD 'secret'",
                "GRANT USAGE ON SCHEMA pgmq TO trigger_tester",
                "GRANT SELECT ON ALL TABLES IN SCHEMA pgmq TO trigger_tester",
                "GRANT SELECT, INSERT, UPDATE, DELETE ON pgmq.q_no_rights, pgmq.a_no_rights TO trigger_tester");
        PGSimpleDataSource database = server.dataSource("no_rights");
        database.setUser("trigger_tester");
        database.setPassword("secret");
        try (LogCapture log = LogCapture.ofLibrary();
                CamelNode poor = new CamelNode(database)) {
            poor.consume(queue, "enableNotifyInsert=true&pollInterval=1s&notify=false");
            for (int i = 1; i <= 3; i++) {
                int sent = i;
                server.execute("SELECT pgmq.send('no_rights', '{}')");
                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(poor.handled(queue)).hasSizeGreaterThanOrEqualTo(sent));
                server.terminate("no_rights");
            }
            assertThat(log.warnings())
                    .filteredOn(line -> line.contains("found by polling only"))
                    .singleElement()
                    .asString()
                    .contains("no_rights");
            assertThat(log.stackTraces()).isEmpty();
        } finally {
            server.execute("DROP OWNED BY trigger_tester", "DROP ROLE trigger_tester");
        }
    }

    private long throttles(QueueName queue) {
        return server.number(
                "SELECT count(*) FROM pgmq.notify_insert_throttle WHERE queue_name = '" + queue.name() + "'");
    }

    private long triggers(QueueName queue) {
        return server.number("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid = '" + queue.table()
                + "'::regclass");
    }
}
