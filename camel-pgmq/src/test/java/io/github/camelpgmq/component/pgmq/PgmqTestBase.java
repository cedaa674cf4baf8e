/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestSql;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A CamelContext and an empty queue of its own for each test; the base class of tests of the component. */
abstract class PgmqTestBase {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger QUEUES = new AtomicInteger();

    final QueueName queue = newName("orders");
    /** What routes of {@link #route} and {@link #consume} got. */
    final List<Exchange> handled = new CopyOnWriteArrayList<>();

    HikariDataSource pool;
    CamelContext camel;
    ProducerTemplate template;
    /** Not part of any transaction. */
    PgmqClient client;

    @BeforeEach
    void start() throws Exception {
        pool = ConnectionPool.open("test", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 20);
        client = new PgmqClient(pool);
        client.createQueue(queue);
        camel = CamelNode.context(pool);
        configure(camel);
        camel.start();
        template = camel.createProducerTemplate();
    }

    /** For what must be there before the context starts. */
    void configure(CamelContext context) throws Exception {}

    @AfterEach
    void stop() {
        camel.stop();
        pool.close();
    }

    /** A queue that does not exist yet. */
    static QueueName newName(String prefix) {
        return QueueName.of(prefix + "_" + QUEUES.incrementAndGet());
    }

    QueueName newQueue(String prefix) {
        QueueName name = newName(prefix);
        client.createQueue(name);
        return name;
    }

    /** A route that only remembers what it got. */
    void route(String uri) throws Exception {
        RouteBuilder.addRoutes(camel, routes -> routes.from(uri).process(this::keep));
    }

    /** The same from the test's queue with these options ("" or "?..."); the route's id is "consumer". */
    void consume(String options) throws Exception {
        RouteBuilder.addRoutes(camel, routes -> routes.from("pgmq:" + queue + options)
                .routeId("consumer")
                .process(this::keep));
    }

    final void keep(Exchange exchange) {
        handled.add(exchange.copy());
    }

    /** The bodies of what was handled, in order. */
    List<String> bodies() {
        return handled.stream().map(e -> e.getMessage().getBody(String.class)).toList();
    }

    static long rows(String table) throws SQLException {
        return sql().count(table);
    }

    static long number(String query) throws SQLException {
        return sql().number(query);
    }

    static String text(String query) throws SQLException {
        return sql().value(query);
    }

    static void sql(String sql) throws SQLException {
        sql().run(sql);
    }

    private static TestSql sql() {
        return new TestSql(PGMQ.dataSource());
    }
}
