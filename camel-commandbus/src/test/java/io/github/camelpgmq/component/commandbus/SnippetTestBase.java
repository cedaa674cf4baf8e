/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetRunner;
import io.github.camelpgmq.support.TestSql;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.junit.jupiter.api.BeforeEach;

/** Runs snippets of the documentation as they stand there, each in a database without queues and tables. */
abstract class SnippetTestBase extends CommandBusTestBase {

    /** What beans of {@link #recorder} got. */
    final List<Exchange> handled = new CopyOnWriteArrayList<>();

    SnippetTestBase() {
        super("payments");
    }

    @BeforeEach
    void emptyDatabase() {
        client.listQueues().forEach(old -> client.dropQueue(QueueName.of(old.name())));
        sql(
                "DROP TABLE IF EXISTS command_bus_command, command_bus_audit, command_bus_batch, account, purchase, orders, shipment");
    }

    /** Runs the SQL that belongs to the snippet, then the snippet. */
    void run(Snippet snippet) {
        runner().run(snippet);
    }

    /** Knows the packages that Java snippets take for granted. */
    SnippetRunner runner() {
        String component = CommandBus.class.getPackageName();
        return new SnippetRunner(camel)
                .importing(
                        component,
                        component + ".model",
                        component + ".ops",
                        JdbcTransactionPolicy.class.getPackageName())
                .in(new TestSql(PGMQ.dataSource()), Map.of());
    }

    /** Binds a bean that the snippet's routes call. */
    void bean(String name, Processor handler) {
        camel.getRegistry().bind(name, handler);
    }

    /** Binds a bean that only remembers what it got. */
    void recorder(String name) {
        bean(name, exchange -> handled.add(exchange.copy()));
    }

    void awaitHandled(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(handled).hasSize(count));
    }

    void awaitText(String query, String expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(text(query)).isEqualTo(expected));
    }

    /** The status of a command of any domain, or null without a row. */
    static String status(UUID command) {
        return text("SELECT status FROM command_bus_command WHERE command_id = '" + command + "'");
    }

    void awaitStatus(UUID command, String expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(status(command)).isEqualTo(expected));
    }

    /** The pause before the command's next attempt, in milliseconds. */
    static long retryDelay(UUID command) {
        return number("SELECT details_json ->> 'delay_ms' FROM command_bus_audit WHERE command_id = '" + command
                + "' AND event_type = 'RETRY_SCHEDULED' ORDER BY audit_id DESC LIMIT 1");
    }
}
