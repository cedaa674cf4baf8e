/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A context with a queue of requests. */
abstract class RequestReplyTestBase {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger QUEUES = new AtomicInteger();

    final QueueName queue = QueueName.of("requests_" + QUEUES.incrementAndGet());
    final List<Exchange> handled = new CopyOnWriteArrayList<>();
    HikariDataSource pool;
    CamelContext camel;
    ProducerTemplate template;
    PgmqClient client;

    @BeforeEach
    void start() throws Exception {
        pool = ConnectionPool.open("test", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 20);
        client = new PgmqClient(pool);
        camel = context(pool);
        template = camel.createProducerTemplate();
        client.createQueue(queue);
    }

    @AfterEach
    void stop() {
        camel.stop();
        pool.close();
    }

    /** Another process, as far as the database can tell. */
    record Other(HikariDataSource pool, CamelContext camel) implements AutoCloseable {

        static Other start() {
            return start(PGMQ.jdbcUrl());
        }

        /** @param role whose rights its connections have */
        static Other as(String role) {
            String url = PGMQ.jdbcUrl();
            return start(url + (url.contains("?") ? "&" : "?") + "options=-c%20role=" + role);
        }

        private static Other start(String url) {
            HikariDataSource pool = ConnectionPool.open("other", url, PGMQ.username(), PGMQ.password(), 10);
            return new Other(pool, context(pool));
        }

        ProducerTemplate template() {
            return camel.createProducerTemplate();
        }

        @Override
        public void close() {
            camel.stop();
            pool.close();
        }
    }

    static CamelContext context(DataSource database) {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("dataSource", new TransactionAwareDataSource(database));
        context.getShutdownStrategy().setTimeout(20);
        context.start();
        return context;
    }

    /** Handles requests with a processor that sees to the answer. */
    void respond(String options, Processor processor) throws Exception {
        respond(camel, options, processor);
    }

    void respond(CamelContext context, String options, Processor processor) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?pollInterval=60s" + options)
                        .process(e -> handled.add(e.copy()))
                        .process(processor);
            }
        });
    }

    /** Answers {"n":1} with {"answer":1}. */
    static void answer(Exchange exchange) {
        int n = number(exchange.getMessage().getBody(String.class));
        exchange.getMessage().setBody(Map.of("answer", n));
    }

    static int number(String json) {
        return ((Number) JsonBodies.scalars(json).values().iterator().next()).intValue();
    }

    String uri(String options) {
        return "pgmq:" + queue + "?" + options;
    }

    List<String> temporaryQueues() {
        return client.listQueues().stream()
                .map(QueueInfo::name)
                .filter(name -> name.startsWith("pgmq__replies_"))
                .toList();
    }

    long rows(String table) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    void sql(String sql) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
