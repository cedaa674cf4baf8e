/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
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

/** A context with the component, and a domain of its own for each test. */
abstract class SendTestBase {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final AtomicInteger DOMAINS = new AtomicInteger();

    final String domain = newDomain();
    HikariDataSource pool;
    CamelContext camel;
    CommandBusComponent component;
    ProducerTemplate template;
    CommandBus bus;
    PgmqClient client;

    @BeforeEach
    void start() throws Exception {
        pool = ConnectionPool.open("test", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 40);
        client = new PgmqClient(pool);
        camel = new DefaultCamelContext();
        camel.getShutdownStrategy().setTimeout(20);
        component = CommandBusNode.component();
        configure();
        camel.addComponent("commandbus", component);
        camel.start();
        template = camel.createProducerTemplate();
        bus = CommandBus.of(camel);
        // Who has sent nothing yet asks for rows too.
        template.requestBody("commandbus:" + domain + "?operation=countByStatus", (Object) null);
    }

    void configure() throws Exception {
        camel.getRegistry().bind("dataSource", new TransactionAwareDataSource(pool));
    }

    @AfterEach
    void stop() {
        camel.stop();
        pool.close();
    }

    static String newDomain() {
        return "send" + DOMAINS.incrementAndGet();
    }

    void routes(RouteBuilder routes) throws Exception {
        camel.addRoutes(routes);
    }

    Exchange send(String uri, Object body, Map<String, Object> headers) {
        return send(uri, ExchangePattern.InOnly, body, headers);
    }

    Exchange send(String uri, ExchangePattern pattern, Object body, Map<String, Object> headers) {
        return template.send(uri, pattern, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    Exchange debit(String options, Object body, Map<String, Object> headers) {
        return send("commandbus:" + domain + "/Debit" + options, body, headers);
    }

    static Exchange good(Exchange exchange) {
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    static Exception failure(Exchange exchange) {
        assertThat(exchange.getException()).as("the exchange was to fail").isNotNull();
        return exchange.getException();
    }

    static UUID idOf(Exchange exchange) {
        return UUID.fromString(exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class));
    }

    CommandMetadata command(UUID id) {
        return bus.get(domain, id).orElseThrow();
    }

    List<String> events(UUID id) {
        return bus.auditTrail(domain, id).stream()
                .map(AuditEntry::eventType)
                .map(String::valueOf)
                .toList();
    }

    /** What is in the domain's command queue, visible or not. */
    List<PgmqMessage> queued() {
        return client.browse(QueueName.of(domain + "__commands"), 10_000);
    }

    long commands() throws SQLException {
        return count("command_bus_command WHERE domain = '" + domain + "'");
    }

    static long count(String from) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + from)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    static void sql(String sql) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** A batch in this status. */
    UUID batch(String status) throws SQLException {
        UUID id = UUID.randomUUID();
        sql("INSERT INTO command_bus_batch (domain, batch_id, name, status) VALUES ('" + domain + "', '" + id
                + "', 'load', '" + status + "')");
        return id;
    }
}
