/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.support.Server;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Without notifications, as behind a transaction pooler. */
class PollOnlyIT extends PgmqTestBase {

    @Test
    void nobodyListensAndOneConnectionIsEnough() throws Exception {
        Server server = new Server(PGMQ.database());
        HikariConfig config = new HikariConfig();
        config.setDataSource(server.dataSource("poller"));
        config.setMaximumPoolSize(1);
        try (HikariDataSource one = new HikariDataSource(config)) {
            camel.getRegistry().bind("one", one);
            route("pgmq:" + queue + "?notify=false&pollInterval=500ms&dataSource=#bean:one");
            for (int sent = 1; sent <= 3; sent++) {
                int expected = sent;
                server.execute("SELECT pgmq.send('" + queue + "', '{}')");
                await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                    assertThat(handled).hasSize(expected);
                    assertThat(rows(queue.table())).isZero();
                });
            }
            assertThat(server.backends("poller")).isOne();
            assertThat(listenThreads()).isEmpty();
            camel.getRouteController().stopAllRoutes();
        }
    }

    @Test
    void withNotificationsThereIsAThreadThatListens() throws Exception {
        route("pgmq:" + queue);
        await().untilAsserted(() -> assertThat(listenThreads()).isNotEmpty());
    }

    private String listenThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("PgmqListen") && name.contains(camel.getName()))
                .collect(Collectors.joining());
    }
}
