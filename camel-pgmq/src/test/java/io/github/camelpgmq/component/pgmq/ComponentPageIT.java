/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.AccessDeniedException;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetApplication;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.TestSql;
import io.github.camelpgmq.support.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the component's page shows works, in every language. */
@Documents("src/main/docs/pgmq-component.adoc")
class ComponentPageIT extends SnippetTestBase {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentPageIT.class);

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
        connect(snippet, component -> assertThat(component.getMaximumPoolSize()).isEqualTo(20));
    }

    @SnippetTest(value = "tracing", languages = "properties")
    void tracing(Snippet snippet) throws Exception {
        client.createQueue(QueueName.of("orders"));
        List<Traces> traces = new ArrayList<>();
        SnippetApplication.run(
                snippet,
                pool,
                routes -> routes.from("pgmq:orders").process(exchange -> {}),
                main -> traces.add(Traces.in(main::bind)),
                main -> {
                    main.getCamelTemplate().sendBody("pgmq:orders", "{}");
                    traces.get(0)
                            .awaitTree(
                                    """
                            orders sent
                              orders received
                            """);
                });
    }

    @SnippetTest(value = "logging", languages = "properties")
    void logging(Snippet snippet) throws Exception {
        client.createQueue(QueueName.of("orders"));
        try (LogCapture log = LogCapture.of(ComponentPageIT.class)) {
            SnippetApplication.run(
                    snippet,
                    pool,
                    routes -> routes.from("pgmq:orders").threads(1).process(exchange -> LOG.info("here")),
                    main -> {},
                    main -> {
                        main.getCamelTemplate().sendBody("pgmq:orders", "{}");
                        await().atMost(SOON)
                                .untilAsserted(() -> assertThat(log.events()).hasSize(1));
                    });
            assertThat(log.events().get(0).getThreadName()).contains("Threads");
            assertThat(log.events().get(0).getMDCPropertyMap())
                    .containsEntry("camel.pgmq.queue", "orders")
                    .containsEntry("camel.pgmq.messageId", "1");
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
