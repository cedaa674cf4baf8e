/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.springboot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.pgmq.PgmqComponent;
import io.github.camelpgmq.component.pgmq.springboot.PgmqStarterIT.Application.Orders;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;

/** An application that has the starter, a database and nothing else. */
@SpringBootTest(
        properties = {
            "camel.component.pgmq.auto-create-queue=true",
            "camel.component.pgmq.retry-delay=1s",
            "camel.component.pgmq.visibility-timeout=45s"
        })
class PgmqStarterIT {

    @Autowired
    private CamelContext camel;

    @Autowired
    private DataSource dataSource;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private Orders orders;

    @Test
    void theComponentIsTheBeanWithTheOptions() {
        PgmqComponent component = camel.getComponent("pgmq", PgmqComponent.class);
        assertThat(component.getDataSource()).isSameAs(dataSource);
        assertThat(component.getConfiguration().getVisibilityTimeout()).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void whatAServiceSendsIsCommittedWithItsRows() {
        orders.place(1, false);
        assertThat(rows("placed", 1)).isOne();
        assertThat(messages("outbox", 1)).isOne();

        assertThatThrownBy(() -> orders.place(2, true)).hasMessage("no credit");
        assertThat(rows("placed", 2)).isZero();
        assertThat(messages("outbox", 2)).isZero();
    }

    @Test
    void whatAFailedHandlerHasWrittenIsRolledBack(@Autowired ProducerTemplate template) {
        template.sendBody("pgmq:orders", "{\"id\": 3}");
        Awaitility.await().untilAsserted(() -> {
            assertThat(orders.attempts()).isEqualTo(2);
            assertThat(rows("handled", 3)).isOne();
        });
        Awaitility.await().untilAsserted(() -> assertThat(messages("orders", 3)).isZero());
    }

    private int rows(String state, int id) {
        return number("SELECT count(*) FROM placed_order WHERE state = ?::text AND id = ?::int", state, id);
    }

    private int messages(String queue, int id) {
        return number("SELECT count(*) FROM pgmq.q_" + queue + " WHERE message ->> 'id' = ?::text", String.valueOf(id));
    }

    private int number(String sql, Object... arguments) {
        return jdbc.queryForObject(sql, Integer.class, arguments);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Orders.class)
    static class Application {

        @Bean
        RouteBuilder routes(Orders orders) {
            return new RouteBuilder() {
                @Override
                public void configure() {
                    from("pgmq:orders?transacted=true").bean(orders, "handle(${body})");
                }
            };
        }

        static class Orders {

            private final JdbcTemplate jdbc;
            private final ProducerTemplate template;
            private volatile int attempts;

            Orders(JdbcTemplate jdbc, ProducerTemplate template) {
                this.jdbc = jdbc;
                this.template = template;
                jdbc.execute("CREATE TABLE placed_order (id int, state text)");
            }

            @Transactional
            public void place(int id, boolean fail) {
                insert("placed", id);
                template.sendBody("pgmq:outbox", "{\"id\": " + id + "}");
                if (fail) {
                    throw new IllegalStateException("no credit");
                }
            }

            @Transactional
            public void handle(String order) {
                insert("handled", Integer.parseInt(order.replaceAll("\\D", "")));
                attempts++;
                if (attempts == 1) {
                    throw new IllegalStateException("fails once");
                }
            }

            int attempts() {
                return attempts;
            }

            private void insert(String state, int id) {
                jdbc.update("INSERT INTO placed_order (id, state) VALUES (?::int, ?::text)", id, state);
            }
        }
    }
}
