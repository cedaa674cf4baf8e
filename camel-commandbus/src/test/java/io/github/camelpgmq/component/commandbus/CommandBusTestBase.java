/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.client.ConnectionPool;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestSql;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A CamelContext and a domain of its own for each test; the base class of tests of the component. */
public abstract class CommandBusTestBase {

    @RegisterExtension
    protected static final PgmqExtension PGMQ = new PgmqExtension();

    protected static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final AtomicInteger DOMAINS = new AtomicInteger();

    protected final String domain;
    protected final QueueName commands;
    protected final QueueName replies;

    protected HikariDataSource pool;
    protected CamelContext camel;
    protected ProducerTemplate template;
    protected CommandBus bus;
    /** Not part of any transaction. */
    protected PgmqClient client;

    protected CommandBusTestBase() {
        this("pay" + DOMAINS.incrementAndGet());
    }

    /** @param domain when it cannot be the test's own */
    protected CommandBusTestBase(String domain) {
        this.domain = domain;
        this.commands = QueueName.of(domain + "__commands");
        this.replies = QueueName.of(domain + "__replies");
    }

    @BeforeEach
    void start() throws Exception {
        sql("CREATE TABLE IF NOT EXISTS effect (domain text, command_id text)");
        pool = ConnectionPool.open("test", PGMQ.jdbcUrl(), PGMQ.username(), PGMQ.password(), 20);
        client = new PgmqClient(pool);
        camel = CommandBusNode.context(pool);
        configure(camel);
        camel.start();
        template = camel.createProducerTemplate();
        bus = CommandBus.of(camel);
    }

    /** For what must be there before the context starts. */
    protected void configure(CamelContext context) throws Exception {}

    @AfterEach
    void stop() {
        camel.stop();
        pool.close();
    }

    /** The domain's URI for the type {@code Debit}, followed by options ("" or "?..."). */
    protected final String debit(String options) {
        return "commandbus:" + domain + "/Debit" + options;
    }

    /**
     * A route of the type {@code Debit} that writes a row to the table effect, then does what is given.
     *
     * @param options "" or "&..."
     */
    protected final void handle(String options, Processor then) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(debit("?pollInterval=1s" + options))
                        .to("sql:INSERT INTO effect VALUES (:#${header.CamelCommandBusDomain},"
                                + " :#${header.CamelCommandBusCommandId})")
                        .process(then);
            }
        });
    }

    /** Sends a command of the type {@code Debit} that is answered to the domain's reply queue. */
    protected final UUID send(Object data) {
        return send("Debit", data, Map.of(CommandBusConstants.REPLY_TO, replies.name()));
    }

    /** Sends a command. */
    protected final UUID send(String type, Object data, Map<String, Object> headers) {
        UUID id = UUID.randomUUID();
        Map<String, Object> all = new HashMap<>(headers);
        all.put(CommandBusConstants.COMMAND_ID, id.toString());
        template.sendBodyAndHeaders("commandbus:" + domain + "/" + type, data, all);
        return id;
    }

    protected final void awaitStatus(UUID id, CommandStatus status) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.get(domain, id))
                .as("a request may not have been sent yet")
                .map(CommandMetadata::status)
                .contains(status));
    }

    protected final CommandMetadata get(UUID id) {
        return bus.get(domain, id).orElseThrow();
    }

    /** The types of a command's audit entries, oldest first. */
    protected final List<String> events(UUID id) {
        return bus.auditTrail(domain, id).stream()
                .map(AuditEntry::eventType)
                .map(String::valueOf)
                .toList();
    }

    /** How often a command's route has committed. */
    protected final long effects(UUID id) {
        return rows("effect WHERE command_id = '" + id + "'");
    }

    /** Messages in the domain's command queue. */
    protected final long queued() {
        return rows(commands.table());
    }

    /** The bodies in the domain's reply queue, oldest first. */
    protected final List<String> sentReplies() {
        return client.browse(replies, 1000).stream().map(PgmqMessage::body).toList();
    }

    /** @param table may be followed by a condition */
    protected static long rows(String table) {
        return testSql().count(table);
    }

    protected static long number(String query) {
        return testSql().number(query);
    }

    protected static String text(String query) {
        return testSql().value(query);
    }

    protected static void sql(String... statements) {
        testSql().run(statements);
    }

    private static TestSql testSql() {
        return new TestSql(PGMQ.dataSource());
    }
}
