/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetApplication;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.support.LogCapture;
import io.github.camelpgmq.support.Traces;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.Main;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the component's page shows works, in every language. */
@Documents("src/main/docs/commandbus-component.adoc")
class ComponentPageIT extends SnippetTestBase {

    private static final Logger LOG = LoggerFactory.getLogger(ComponentPageIT.class);

    @SnippetTest("example")
    void example(Snippet snippet) {
        run(snippet);
        template.sendBody("direct:debit", Map.of("account", 7, "amount", 25));
        awaitText("SELECT balance FROM account WHERE id = 7", "75");
        awaitText("SELECT status FROM command_bus_command", "COMPLETED");
    }

    @SnippetTest(value = "setup", languages = "properties")
    void setUp(Snippet snippet) throws Exception {
        Properties properties = snippet.properties();
        Main main = new Main();
        properties.forEach((key, value) -> main.addInitialProperty(key.toString(), value.toString()));
        main.bind("dataSource", pool);
        main.start();
        try {
            main.getCamelTemplate().sendBody("commandbus:payments/DebitAccount", "{}");
            assertThat(queued()).isOne();
        } finally {
            main.stop();
        }
    }

    @SnippetTest(value = "setup", languages = "sql")
    void queuesBySql(Snippet snippet) {
        sql(snippet.code());
        assertThat(rows(commands.table()) + rows(replies.table())).isZero();
    }

    @SnippetTest(value = "tracing", languages = "properties")
    void tracing(Snippet snippet) throws Exception {
        List<Traces> traces = new CopyOnWriteArrayList<>();
        SnippetApplication.run(
                snippet,
                pool,
                routes -> routes.from("commandbus:payments/DebitAccount").process(exchange -> {}),
                main -> {
                    main.bind("commandbus", CommandBusNode.component());
                    traces.add(Traces.in(main::bind));
                },
                main -> {
                    main.getCamelTemplate().sendBody("commandbus:payments/DebitAccount", "{}");
                    traces.get(0)
                            .awaitTree(
                                    """
                            payments/DebitAccount sent
                              payments/DebitAccount received
                            """);
                });
    }

    @SnippetTest(value = "logging", languages = "properties")
    void logging(Snippet snippet) throws Exception {
        try (LogCapture log = LogCapture.of(ComponentPageIT.class)) {
            SnippetApplication.run(
                    snippet,
                    pool,
                    routes -> routes.from("commandbus:payments/DebitAccount?transacted=false")
                            .threads(1)
                            .process(exchange -> LOG.info("here")),
                    main -> main.bind("commandbus", CommandBusNode.component()),
                    main -> {
                        UUID id = CommandBus.of(main.getCamelContext())
                                .send(CommandRequest.of("payments", "DebitAccount", "{}"))
                                .id();
                        awaitStatus(id, "COMPLETED");
                        assertThat(log.events().get(0).getMDCPropertyMap())
                                .containsEntry("camel.commandbus.commandId", id.toString())
                                .containsEntry("camel.commandbus.attempt", "1");
                    });
            assertThat(log.events().get(0).getThreadName()).contains("Threads");
        }
    }

    @SnippetTest("idempotent")
    void idempotent(Snippet snippet) {
        run(snippet);
        UUID order = UUID.randomUUID();
        for (int i = 0; i < 2; i++) {
            template.sendBodyAndHeader("direct:ship", "{}", "orderId", order);
        }
        assertThat(rows("pgmq.q_shipping__commands")).isOne();
        assertThat(status(order)).isEqualTo("PENDING");
    }

    @SnippetTest("types")
    void types(Snippet snippet) {
        recorder("accountService");
        bean("otherCommands", exchange -> {});
        run(snippet);
        UUID debit = send("DebitAccount", "{\"n\":1}", Map.of());
        UUID other = send("CloseAccount", "{\"n\":2}", Map.of());
        awaitStatus(debit, "COMPLETED");
        awaitStatus(other, "COMPLETED");
        assertThat(handled)
                .extracting(exchange -> exchange.getMessage().getBody(String.class))
                .containsExactly("{\"n\":1}");
    }

    @SnippetTest("errors")
    void errors(Snippet snippet) {
        bean("accountService", exchange -> {
            switch (exchange.getMessage().getBody(String.class)) {
                case "\"refused\"" -> throw new IllegalArgumentException("no funds");
                case "\"before\"" -> throw new NoSuchElementException("booked before");
                default -> throw new IllegalStateException("busy");
            }
        });
        run(snippet);
        UUID refused = send("DebitAccount", "\"refused\"", Map.of());
        UUID before = send("DebitAccount", "\"before\"", Map.of(CommandBusConstants.REPLY_TO, replies.name()));
        UUID busy = send("DebitAccount", "\"busy\"", Map.of());
        awaitStatus(refused, "FAILED");
        awaitStatus(before, "COMPLETED");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(busy)).contains("RETRY_SCHEDULED"));
        assertThat(retryDelay(busy)).isBetween(5_000L, 5_500L);
        assertThat(sentReplies()).singleElement().asString().contains("\"booked\": \"before\"");
    }

    @SnippetTest("replies")
    void replies(Snippet snippet) throws Exception {
        recorder("booked");
        List<Exchange> refused = new CopyOnWriteArrayList<>();
        bean("refused", exchange -> refused.add(exchange.copy()));
        run(snippet);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:payments/DebitAccount").process(exchange -> {
                    if (exchange.getMessage().getBody(String.class).contains("2")) {
                        throw new BusinessRuleException("NO_FUNDS", "no funds");
                    }
                });
            }
        });
        template.sendBody("direct:debit", "{\"n\":1}");
        template.sendBody("direct:debit", "{\"n\":2}");
        awaitHandled(1);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(refused).hasSize(1));
        assertThat(handled.get(0).getMessage().getBody(Map.class).get("n")).isEqualTo(1);
        assertThat(refused.get(0).getMessage().getHeader(CommandBusConstants.ERROR_CODE))
                .isEqualTo("NO_FUNDS");
    }

    @SnippetTest("purge")
    void purge(Snippet snippet) throws Exception {
        handle("", exchange -> {});
        UUID old = send("{}");
        UUID young = send("{}");
        awaitStatus(old, "COMPLETED");
        awaitStatus(young, "COMPLETED");
        run(snippet);
        sql("UPDATE command_bus_command SET created_at = created_at - interval '91 days',"
                + " updated_at = updated_at - interval '91 days' WHERE command_id = '" + old + "'");
        template.sendBody("direct:everyNight", null);
        assertThat(status(old)).isNull();
        assertThat(status(young)).isEqualTo("COMPLETED");
    }

    @SnippetTest(value = "api", languages = "java")
    void api(Snippet snippet) {
        String id = "6f1c0d7e-3c5b-4b0e-9d1a-2f8a4c6b7d90";
        run(snippet);
        assertThat(List.of(events(UUID.fromString(id)))).containsExactly(List.of("SENT"));
    }
}
