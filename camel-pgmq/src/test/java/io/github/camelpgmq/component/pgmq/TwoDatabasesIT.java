/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.notify.ListenStatus;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.Server;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One context, two databases, and a queue of the same name in both. */
class TwoDatabasesIT extends PgmqTestBase {

    @RegisterExtension
    static final PgmqExtension SECOND = new PgmqExtension();

    private static final String CONSUMERS = "consumers";

    private final List<Exchange> handledInSecond = new CopyOnWriteArrayList<>();
    private HikariDataSource firstPool;
    private HikariDataSource secondPool;
    private PgmqClient secondClient;

    @BeforeEach
    void bindSecond() {
        secondPool = poolOf(SECOND);
        secondClient = new PgmqClient(secondPool);
        secondClient.createQueue(queue);
        firstPool = poolOf(PGMQ);
        camel.getRegistry().bind("first", firstPool);
        camel.getRegistry().bind("second", secondPool);
    }

    @AfterEach
    void closeSecond() {
        camel.stop();
        firstPool.close();
        secondPool.close();
    }

    @Test
    void everyEndpointHasItsOwn() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("first")).process(e -> handled.add(e.copy()));
                from(uri("second") + "&transacted=true").process(e -> handledInSecond.add(e.copy()));
            }
        });
        for (int i = 0; i < 10; i++) {
            template.sendBody(uri("first"), "\"first\"");
            template.sendBody(uri("second"), "\"second\"");
        }
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            assertThat(bodies()).hasSize(10).containsOnly("\"first\"");
            assertThat(handledInSecond)
                    .hasSize(10)
                    .allSatisfy(e -> assertThat(e.getMessage().getBody()).isEqualTo("\"second\""));
            assertThat(client.metrics(queue).length()).isZero();
            assertThat(secondClient.metrics(queue).length()).isZero();
        });
    }

    @Test
    void everyDatabaseIsListenedTo() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri("first")).process(e -> handled.add(e.copy()));
                from(uri("second")).process(e -> handledInSecond.add(e.copy()));
            }
        });
        assertThat(camel.getRoutes()).allSatisfy(route -> await().atMost(Duration.ofSeconds(20))
                .until(() -> listenState((PgmqConsumer) route.getConsumer()) == ListenStatus.State.LISTENING));
        new Server(PGMQ.database()).awaitBackedOff(CONSUMERS, 2);
        for (PgmqExtension database : List.of(PGMQ, SECOND)) {
            Server server = new Server(database.database());
            server.execute("SELECT pgmq.send('" + queue + "', '1')");
            server.notify(queue.channel());
        }
        await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> {
            assertThat(handled).hasSize(1);
            assertThat(handledInSecond).hasSize(1);
        });
    }

    private static ListenStatus.State listenState(PgmqConsumer consumer) {
        return consumer.status().listening().state();
    }

    private static HikariDataSource poolOf(PgmqExtension database) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(new Server(database.database()).dataSource(CONSUMERS));
        return new HikariDataSource(config);
    }

    private String uri(String dataSource) {
        return "pgmq:" + queue + "?pollInterval=60s&dataSource=#bean:" + dataSource;
    }
}
