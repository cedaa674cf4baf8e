/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.AccessDeniedException;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.support.TestSql;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.main.Main;

/** What the component's page shows works, in every language. */
@Documents("src/main/docs/pgmq-component.adoc")
class ComponentPageIT extends SnippetTestBase {

    @SnippetTest("example")
    void example(Snippet snippet) throws Exception {
        recorder("orderService");
        run(snippet);
        template.sendBody("direct:newOrder", List.of("a", 1));
        awaitHandled(1);
        awaitRows("pgmq.q_orders", 0);
        assertThat(bodies()).containsExactly("[\"a\", 1]");
    }

    @SnippetTest(value = "connect", languages = "properties")
    void connect(Snippet snippet) throws Exception {
        Map<String, String> values = Map.of(
                "camel.component.pgmq.jdbc-url", PGMQ.jdbcUrl(),
                "camel.component.pgmq.username", PGMQ.username(),
                "camel.component.pgmq.password", PGMQ.password());
        Properties properties = snippet.properties();
        assertThat(properties.stringPropertyNames()).containsAll(values.keySet());
        Main main = new Main();
        properties.forEach((key, value) ->
                main.addInitialProperty(key.toString(), values.getOrDefault(key.toString(), value.toString())));
        main.start();
        try {
            PgmqComponent component = main.getCamelContext().getComponent("pgmq", PgmqComponent.class);
            assertThat(component.getMaximumPoolSize()).isEqualTo(20);
            main.getCamelTemplate().sendBody("pgmq:orders?autoCreateQueue=true", "{}");
            assertThat(rows("pgmq.q_orders")).isOne();
        } finally {
            main.stop();
        }
    }

    @SnippetTest("datasource")
    void dataSource(Snippet snippet) throws Exception {
        camel.getRegistry().unbind("dataSource");
        run(snippet);
        TransactionAwareDataSource found =
                camel.getRegistry().lookupByNameAndType("dataSource", TransactionAwareDataSource.class);
        try (HikariDataSource target = (HikariDataSource) found.getTargetDataSource()) {
            template.sendBody("pgmq:orders?autoCreateQueue=true", "{}");
            assertThat(rows("pgmq.q_orders")).isOne();
            assertThat(target.getJdbcUrl()).isEqualTo(PGMQ.jdbcUrl());
            camel.stop();
        }
    }

    @SnippetTest("manual")
    void manualAcknowledgement(Snippet snippet) throws Exception {
        createQueues("orders");
        recorder("orderService");
        run(snippet);
        template.sendBody("pgmq:orders", "{}");
        template.sendBodyAndHeader("pgmq:orders", "{}", "keep", true);
        awaitHandled(2);
        awaitRows("pgmq.q_orders", 0);
        assertThat(rows("pgmq.a_orders")).isOne();
    }

    @SnippetTest("filter")
    void filter(Snippet snippet) throws Exception {
        createQueues("orders");
        recorder("orderService");
        run(snippet);
        template.sendBody("pgmq:orders", Map.of("region", "us"));
        template.sendBody("pgmq:orders", Map.of("region", "eu"));
        awaitHandled(1);
        awaitRows("pgmq.q_orders", 1);
        assertThat(bodies()).containsExactly("{\"region\": \"eu\"}");
    }

    @SnippetTest("batching")
    void batching(Snippet snippet) throws Exception {
        createQueues("orders");
        for (int i = 0; i < 60; i++) {
            template.sendBody("pgmq:orders", Map.of("n", i));
        }
        recorder("orderService");
        run(snippet);
        awaitHandled(60);
        awaitRows("pgmq.q_orders", 0);
        assertThat(bodies()).contains("{\"n\": 59}");
    }

    @SnippetTest("pollenrich")
    void pollEnrich(Snippet snippet) throws Exception {
        createQueues("orders");
        recorder("orderService");
        run(snippet);
        template.sendBody("pgmq:orders", "{\"n\":1}");
        template.sendBody("pgmq:orders", "{\"n\":2}");
        template.sendBody("direct:nextOrder", "go");
        awaitRows("pgmq.q_orders", 1);
        assertThat(bodies()).containsExactly("{\"n\": 1}");
    }

    @SnippetTest("convert")
    void convertedBody(Snippet snippet) throws Exception {
        createQueues("orders", "orders_eu");
        run(snippet);
        template.sendBody("pgmq:orders", Map.of("region", "eu"));
        awaitRows("pgmq.q_orders_eu", 1);
        awaitRows("pgmq.q_orders", 0);
        assertThat(text("SELECT message FROM pgmq.q_orders_eu")).isEqualTo("{\"region\": \"eu\"}");
    }

    @SnippetTest("dynamic")
    void dynamicQueues(Snippet snippet) throws Exception {
        createQueues("orders_acme", "orders_umbrella");
        run(snippet);
        template.sendBodyAndHeader("direct:forTenant", "{}", "tenant", "acme");
        template.sendBodyAndHeader("direct:forTenant", "{}", "tenant", "umbrella");
        assertThat(rows("pgmq.q_orders_acme")).isOne();
        assertThat(rows("pgmq.q_orders_umbrella")).isOne();
        assertThatThrownBy(() -> template.sendBodyAndHeader("direct:forTenant", "{}", "tenant", "x'; DROP TABLE y"))
                .hasStackTraceContaining("is not valid");
    }

    @SnippetTest("transacted")
    void transactions(Snippet snippet) throws Exception {
        createQueues("orders", "order_log", "order_done");
        AtomicInteger failures = new AtomicInteger(1);
        bean("orderService", e -> {
            handled.add(e.copy());
            template.sendBody("pgmq:order_done", "\"inside\"");
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("not yet");
            }
        });
        run(snippet);
        template.sendBody("direct:placeOrder", "{}");
        awaitDelay("orders", 8, 12);
        assertThat(rows("pgmq.q_order_log")).isOne();
        assertThat(rows("pgmq.q_order_done")).isZero();
        makeDue("orders");
        awaitRows("pgmq.q_order_done", 2);
        awaitRows("pgmq.q_orders", 0);
        client.dropQueue(QueueName.of("order_log"));
        assertThatThrownBy(() -> template.sendBody("direct:placeOrder", "{}"))
                .hasStackTraceContaining("SELECT pgmq.create('order_log')");
        assertThat(handled).hasSize(2);
        assertThat(rows("pgmq.q_orders")).isZero();
    }

    @SnippetTest("policy")
    void partsInTransactions(Snippet snippet) throws Exception {
        sql("CREATE TABLE orders (id bigint PRIMARY KEY)");
        createQueues("orders", "order_log");
        run(snippet);
        Policies.requireRollback(template, client, new TestSql(PGMQ.dataSource()));
    }

    @SnippetTest(value = "grants", languages = "sql")
    void leastPrivilege(Snippet snippet) throws Exception {
        createQueues("orders");
        sql("CREATE ROLE shop LOGIN PASSWORD 'shop'");
        try (HikariDataSource pool = ConnectionPool.open("least", PGMQ.jdbcUrl(), "shop", "shop", 5)) {
            assertThatThrownBy(() -> new PgmqClient(pool).send(QueueName.of("orders"), "{}", null, null))
                    .isInstanceOf(AccessDeniedException.class);
            sql(snippet.code());
            camel.getRegistry().bind("least", new TransactionAwareDataSource(pool));
            String least = "&dataSource=#bean:least";
            route("pgmq:orders?ackMode=archive" + least);
            template.sendBody("pgmq:orders?delay=0" + least, "{}");
            awaitHandled(1);
            awaitRows("pgmq.a_orders", 1);
            assertThatThrownBy(() -> new PgmqClient(pool).createQueue(QueueName.of("another")))
                    .isInstanceOf(AccessDeniedException.class);
            camel.stop();
        } finally {
            sql("DROP OWNED BY shop");
            sql("DROP ROLE shop");
        }
    }

    @SnippetTest("client")
    void client(Snippet snippet) throws Exception {
        run(snippet);
        assertThat(rows("pgmq.q_orders")).isZero();
        assertThat(number("SELECT total_messages FROM pgmq.metrics('orders')")).isOne();
    }
}
