/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetRunner;
import io.github.camelpgmq.support.TestSql;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.apache.camel.Processor;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.Main;
import org.apache.camel.spi.Registry;
import org.junit.jupiter.api.BeforeEach;

/** Runs snippets of the documentation as they stand there, each in a database without queues. */
abstract class SnippetTestBase extends PgmqTestBase {

    static final Duration SOON = Duration.ofSeconds(30);

    @BeforeEach
    void emptyDatabase() throws SQLException {
        client.listQueues().forEach(old -> client.dropQueue(QueueName.of(old.name())));
        sql("DROP TABLE IF EXISTS orders, invoice");
        PropertiesComponent placeholders = (PropertiesComponent) camel.getPropertiesComponent();
        settings().forEach(placeholders::addInitialProperty);
    }

    /** Runs the SQL that belongs to the snippet, then the snippet. */
    void run(Snippet snippet) {
        runner().in(new TestSql(PGMQ.dataSource()), settings()).run(snippet);
    }

    /** Runs an application that only has the snippet's properties and sends a message. */
    void connect(Snippet snippet, Consumer<PgmqComponent> check) throws Exception {
        Map<String, String> values = Map.of(
                "camel.component.pgmq.jdbc-url", PGMQ.jdbcUrl(),
                "camel.component.pgmq.username", PGMQ.username(),
                "camel.component.pgmq.password", Objects.toString(PGMQ.password(), ""));
        Properties properties = snippet.properties();
        assertThat(properties.stringPropertyNames()).containsAll(values.keySet());
        Main main = new Main();
        properties.forEach((key, value) ->
                main.addInitialProperty(key.toString(), values.getOrDefault(key.toString(), value.toString())));
        main.start();
        try {
            check.accept(main.getCamelContext().getComponent("pgmq", PgmqComponent.class));
            main.getCamelTemplate().sendBody("pgmq:orders?autoCreateQueue=true", "{}");
            assertThat(rows("pgmq.q_orders")).isOne();
        } finally {
            main.stop();
        }
    }

    /** Knows the variables that Java snippets take for granted. */
    SnippetRunner runner() {
        String component = PgmqComponent.class.getPackageName();
        return new SnippetRunner(camel)
                .importing(component, component + ".client", component + ".tx")
                .given("dataSource", DataSource.class, pool)
                .given("main", Registry.class, camel.getRegistry());
    }

    /** Binds a bean that the snippet's routes call. */
    void bean(String name, Processor handler) {
        camel.getRegistry().bind(name, handler);
    }

    /** Binds a bean that only remembers what it got. */
    void recorder(String name) {
        bean(name, this::keep);
    }

    void createQueues(String... names) {
        for (String name : names) {
            client.createQueue(QueueName.of(name));
        }
    }

    /** Lets the time pass that the queue's messages wait for. */
    void makeDue(String queue) throws SQLException {
        sql("UPDATE pgmq.q_" + queue + " SET vt = clock_timestamp()");
        sql("SELECT pg_notify('pgmq.q_" + queue + ".INSERT', '')");
    }

    /** Waits until the queue's one message has this many seconds to wait. */
    void awaitDelay(String queue, long least, long most) {
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        number("SELECT ceil(extract(epoch FROM vt - clock_timestamp())) FROM pgmq.q_" + queue))
                .isBetween(least, most));
    }

    void awaitRows(String table, long count) {
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(table)).isEqualTo(count));
    }

    void awaitHandled(int count) {
        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(count));
    }

    /** What the snippets' placeholders stand for. */
    static Map<String, String> settings() {
        return Map.of(
                "db.url", PGMQ.jdbcUrl(),
                "db.username", PGMQ.username(),
                "db.password", Objects.toString(PGMQ.password(), ""),
                "pgbouncer.url", PGMQ.jdbcUrl());
    }
}
