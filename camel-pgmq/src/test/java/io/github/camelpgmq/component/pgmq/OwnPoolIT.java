/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.Server;
import java.time.Duration;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A component with a connection pool of its own. */
class OwnPoolIT extends PgmqTestBase {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Server server = new Server(PGMQ.database());

    @Test
    void isUsedWithinItsSizeAndClosedWithTheContext() throws Exception {
        DefaultCamelContext context = new DefaultCamelContext();
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://localhost:1/none");
        context.getRegistry().bind("dataSource", nowhere);
        PgmqComponent component = context.getComponent("pgmq", PgmqComponent.class);
        component.setJdbcUrl(PGMQ.jdbcUrl() + (PGMQ.jdbcUrl().contains("?") ? "&" : "?") + "ApplicationName=own_pool");
        component.setUsername(PGMQ.username());
        component.setPassword(PGMQ.password());
        component.setMaximumPoolSize(6);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?transacted=true&concurrentConsumers=4").process(e -> handled.add(e.copy()));
            }
        });
        context.start();
        try (LogCapture log = LogCapture.ofLibrary()) {
            ProducerTemplate sender = context.createProducerTemplate();
            for (int i = 0; i < 100; i++) {
                sender.sendBody("pgmq:" + queue, "{}");
            }
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(handled).hasSize(100);
                assertThat(rows(queue.table())).isZero();
            });
            assertThat(server.backends("own_pool")).isBetween(1L, 6L);
            context.stop();
            await().atMost(PATIENCE).until(() -> server.backends("own_pool") == 0);
            assertThat(log.warnings()).isEmpty();
        } finally {
            context.stop();
        }
    }
}
