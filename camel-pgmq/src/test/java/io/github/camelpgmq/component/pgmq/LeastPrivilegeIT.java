/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.AccessDeniedException;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.FreshDatabase;
import io.github.camelpgmq.support.PgmqVersion;
import io.github.camelpgmq.support.TestRole;
import io.github.camelpgmq.support.TestSql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A role that has just the rights of grants.sql, and one that lacks some of them. */
class LeastPrivilegeIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final Pattern CURE = Pattern.compile("run ((?:GRANT .+? TO \\w+(?:; )?)+)");
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final QueueName orders = QueueName.of("orders");
    private final QueueName dead = QueueName.of("orders_dead");
    private FreshDatabase database;
    private TestRole role;
    private PgmqClient owner;
    private CamelNode node;

    @BeforeEach
    void create() {
        database = FreshDatabase.beside(PGMQ.database()).with(PgmqVersion.V1_11_1.scripts());
        // As on a server whose administrator trusts nobody.
        database.sql().run("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq FROM PUBLIC");
        owner = new PgmqClient(database.dataSource());
        owner.createQueue(orders);
        owner.createQueue(dead);
        role = new TestRole(database);
        node = new CamelNode(role.dataSource());
    }

    @AfterEach
    void drop() {
        node.close();
        role.close();
        database.close();
    }

    @Test
    void theScriptIsEnoughForAWholeRoute() throws Exception {
        // The trigger of other people's consumers runs with the sender's rights.
        database.sql().run("SELECT pgmq.enable_notify_insert('orders', 0)");
        runScript(orders, "send");
        runScript(orders, "consume");
        runScript(dead, "send");

        node.consume(
                "pgmq:orders?maxDeliveries=2&retryDelay=100ms&deadLetterQueue=orders_dead&pollInterval=1s",
                CamelNode.failingUpTo(2));
        node.send("pgmq:orders", "{\"n\":1}");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(dead.table())).isOne());
        assertThat(node.handled()).hasSize(2);
        assertThat(rows(orders.table())).isZero();

        PgmqClient client = new PgmqClient(role.dataSource());
        assertThat(client.metrics(orders).totalMessages()).isOne();
        assertThatThrownBy(() -> client.createQueue(QueueName.of("mine"))).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> client.dropQueue(orders)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> client.purgeQueue(orders)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> client.read(dead, Duration.ZERO, 1)).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void theScriptIsEnoughToArchive() throws Exception {
        runScript(orders, "archive");
        node.consume("pgmq:orders?ackMode=archive&maxDeliveries=3&pollInterval=1s");
        owner.send(orders, "{}", null, null);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(orders.archiveTable())).isOne());
        assertThatThrownBy(() -> node.send("pgmq:orders", "{}"))
                .hasStackTraceContaining("GRANT INSERT ON pgmq.\"q_orders\" TO " + role.name());
    }

    @Test
    void theScriptIsEnoughForATransactedRoute() throws Exception {
        runScript(orders, "consume");
        runScript(dead, "send");
        node.consume("pgmq:orders?transacted=true&maxDeliveries=3&deadLetterQueue=orders_dead&pollInterval=1s");
        owner.send(orders, "{}", null, null);
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(node.handled()).hasSize(1);
            assertThat(rows(orders.table())).isZero();
        });
    }

    @Test
    void theScriptRefusesAnUnknownUse() {
        assertThatThrownBy(() -> runScript(orders, "everything")).hasStackTraceContaining("send, consume or archive");
    }

    /** Each right is reported at start when it is missing, and what the message says cures it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pgmq:orders                                                | SELECT | pgmq.q_orders",
                "pgmq:orders                                                | UPDATE | pgmq.q_orders",
                "pgmq:orders                                                | DELETE | pgmq.q_orders",
                "pgmq:orders?ackMode=none                                   | UPDATE | pgmq.q_orders",
                "pgmq:orders?ackMode=archive                                | DELETE | pgmq.q_orders",
                "pgmq:orders?ackMode=archive                                | SELECT | pgmq.a_orders",
                "pgmq:orders?ackMode=archive                                | INSERT | pgmq.a_orders",
                "pgmq:orders?maxDeliveries=3                                | INSERT | pgmq.a_orders",
                "pgmq:orders?maxDeliveries=3&deadLetterQueue=orders_dead    | INSERT | pgmq.q_orders_dead",
                "pgmq:orders?ackMode=none&maxDeliveries=3&deadLetterQueue=orders_dead | DELETE | pgmq.q_orders",
                "pgmq:orders                                                | EXECUTE | ALL FUNCTIONS IN SCHEMA pgmq"
            })
    void aConsumerReportsTheMissingRight(String uri, String privilege, String object) throws Exception {
        grantEverything();
        role.revoke(privilege + " ON " + object);
        Throwable refusal = catchThrowable(() -> node.consume(uri));
        assertThat(refusal).isInstanceOf(AccessDeniedException.class);
        String cure = cure(refusal);
        assertThat(cure).contains(privilege);
        database.sql().run(cure);

        node.camel().getRouteController().stopAllRoutes();
        try (CamelNode again = new CamelNode(role.dataSource())) {
            again.consume(uri + (uri.contains("?") ? "&" : "?") + "pollInterval=1s");
            owner.send(orders, "{}", null, null);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(again.handled()).isNotEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pgmq:orders                     | INSERT | pgmq.q_orders",
                "pgmq:orders                     | SELECT | pgmq.q_orders",
                "pgmq:orders?operation=sendBatch | INSERT | pgmq.q_orders",
                "pgmq:orders                     | EXECUTE | ALL FUNCTIONS IN SCHEMA pgmq"
            })
    void aProducerReportsTheMissingRight(String uri, String privilege, String object) {
        grantEverything();
        role.revoke(privilege + " ON " + object);
        Throwable refusal = catchThrowable(() -> node.send(uri, "{}"));
        assertThat(refusal).hasStackTraceContaining(AccessDeniedException.class.getName());
        database.sql().run(cure(refusal));
        try (CamelNode again = new CamelNode(role.dataSource())) {
            again.send("pgmq:orders", "{}");
        }
        assertThat(rows(orders.table())).isOne();
    }

    @Test
    void rightsOnTheColumnsAreEnough() throws Exception {
        runScript(orders, "consume");
        role.revoke("SELECT, UPDATE ON pgmq.q_orders");
        role.grant("SELECT (msg_id, read_ct, enqueued_at, last_read_at, vt, message, headers) ON pgmq.q_orders");
        role.grant("UPDATE (read_ct, last_read_at, vt) ON pgmq.q_orders");
        node.consume("pgmq:orders?pollInterval=1s");
        owner.send(orders, "{}", null, null);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(orders.table())).isZero());
    }

    @Test
    void creatingAQueueIsRefusedWithOptionAndStatement() throws Exception {
        runScript(orders, "consume");
        Throwable refusal = catchThrowable(() -> node.consume("pgmq:invoices?autoCreateQueue=true"));
        assertThat(refusal)
                .isInstanceOf(AccessDeniedException.class)
                .hasStackTraceContaining("autoCreateQueue=true")
                .hasStackTraceContaining("SELECT pgmq.create('invoices')");
        // Where the queue is there already, the option asks for nothing.
        try (CamelNode again = new CamelNode(role.dataSource())) {
            again.consume("pgmq:orders?autoCreateQueue=true&pollInterval=1s");
        }
        database.sql().run(cure(refusal));
        try (CamelNode again = new CamelNode(role.dataSource())) {
            again.consume("pgmq:invoices?autoCreateQueue=true&pollInterval=1s");
            again.send("pgmq:invoices", "{}");
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(again.handled()).hasSize(1));
        }
    }

    private void grantEverything() {
        role.grant("USAGE ON SCHEMA pgmq");
        role.grant("EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq");
        role.grant("SELECT, INSERT, UPDATE, DELETE ON pgmq.q_orders, pgmq.a_orders, pgmq.q_orders_dead");
    }

    private static String cure(Throwable refusal) {
        for (Throwable one = refusal; one != null; one = one.getCause()) {
            if (one instanceof AccessDeniedException) {
                Matcher matcher = CURE.matcher(one.getMessage());
                assertThat(matcher.find()).as(one.getMessage()).isTrue();
                return matcher.group(1);
            }
        }
        throw new AssertionError("No AccessDeniedException", refusal);
    }

    /** As psql does it with -v. */
    private void runScript(QueueName queue, String use) throws IOException {
        try (InputStream in = PgmqComponent.class.getResourceAsStream("/io/github/camelpgmq/pgmq/grants.sql")) {
            String script = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace(":'role'", "'" + role.name() + "'")
                    .replace(":'queue'", "'" + queue + "'")
                    .replace(":'use'", "'" + use + "'");
            new TestSql(database.dataSource()).run(script);
        }
    }

    private long rows(String table) {
        return database.sql().count(table);
    }
}
