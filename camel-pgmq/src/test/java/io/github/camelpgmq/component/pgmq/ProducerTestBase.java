/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A context, a queue and a second way to look at what is committed. */
abstract class ProducerTestBase {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger QUEUES = new AtomicInteger();

    protected final QueueName queue = anotherName();
    protected final List<Exchange> handled = new CopyOnWriteArrayList<>();
    protected HikariDataSource pool;
    protected CamelContext camel;
    protected ProducerTemplate template;
    /** Not part of any transaction. */
    protected PgmqClient client;

    @BeforeEach
    void start() throws Exception {
        pool = ConnectionPool.open("test", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 20);
        client = new PgmqClient(PGMQ.dataSource());
        client.createQueue(queue);
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
        camel.getShutdownStrategy().setTimeout(20);
        prepare();
        camel.getRegistry().bind("required", new JdbcTransactionPolicy(pool));
        camel.start();
        template = camel.createProducerTemplate();
    }

    /** Before the context starts. */
    protected void prepare() throws Exception {}

    @AfterEach
    void stop() {
        camel.stop();
        pool.close();
    }

    protected static QueueName anotherName() {
        return QueueName.of("queue_" + QUEUES.incrementAndGet());
    }

    protected QueueName anotherQueue() {
        QueueName name = anotherName();
        client.createQueue(name);
        return name;
    }

    /** Sends through a producer endpoint; the exchange holds the result, or the exception. */
    protected Exchange send(String uri, Object body, Map<String, Object> headers) {
        return template.send(uri, ExchangePattern.InOnly, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    protected Exchange operate(String operation, Map<String, Object> headers) {
        return send("pgmq:" + queue + "?operation=" + operation, "the body", headers);
    }

    protected static Exchange good(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    protected static Throwable failure(Exchange exchange) {
        assertThat(exchange.getException()).as("the exchange was to fail").isNotNull();
        return exchange.getException();
    }

    /** What is in the queue, visible or not. */
    protected List<PgmqMessage> stored() {
        return stored(queue);
    }

    protected List<PgmqMessage> stored(QueueName name) {
        return client.browse(name, 10_000);
    }

    protected void consume(String uri) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(e -> handled.add(e.copy()));
            }
        });
    }

    protected long rows(String table) throws SQLException {
        return number("SELECT count(*) FROM " + table);
    }

    protected long number(String sql) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    protected void sql(String sql) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
