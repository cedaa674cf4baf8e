/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A CamelContext and an empty queue of its own for each test. */
abstract class PgmqTestBase {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger QUEUES = new AtomicInteger();

    final QueueName queue = QueueName.of("orders_" + QUEUES.incrementAndGet());
    final List<Exchange> handled = new CopyOnWriteArrayList<>();
    HikariDataSource pool;
    CamelContext camel;
    ProducerTemplate template;
    PgmqClient client;

    @BeforeEach
    void start() throws Exception {
        pool = ConnectionPool.open("test", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 20);
        client = new PgmqClient(pool);
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
        camel.getShutdownStrategy().setTimeout(20);
        camel.start();
        template = camel.createProducerTemplate();
        client.createQueue(queue);
    }

    @AfterEach
    void stop() {
        camel.stop();
        pool.close();
    }

    /** A queue that does not exist yet. */
    static QueueName newName(String prefix) {
        return QueueName.of(prefix + "_" + QUEUES.incrementAndGet());
    }

    /** A route that only remembers what it got. */
    void route(String uri) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(uri).process(e -> handled.add(e.copy()));
            }
        });
    }

    /** The bodies of what was handled, in order. */
    List<String> bodies() {
        return handled.stream().map(e -> e.getMessage().getBody(String.class)).toList();
    }

    static long rows(String table) throws SQLException {
        return number("SELECT count(*) FROM " + table);
    }

    static long number(String query) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static String text(String query) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    static void sql(String sql) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
