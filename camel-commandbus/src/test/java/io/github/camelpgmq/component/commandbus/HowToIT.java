/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.Batch;
import io.github.camelpgmq.component.commandbus.ops.BulkResult;
import io.github.camelpgmq.component.commandbus.store.CommandBusSchema;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.support.WireSchema;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetRunner;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.support.LogCapture;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Every how-to keeps its promise, in every language. */
@Documents("src/main/docs/commandbus-howto.adoc")
class HowToIT extends SnippetTestBase {

    @SnippetTest(value = "howto-first", languages = "java")
    void first(Snippet snippet) throws Exception {
        String url = PGMQ.jdbcUrl() + (PGMQ.jdbcUrl().contains("?") ? "&" : "?") + "user=" + PGMQ.username()
                + (PGMQ.password() == null ? "" : "&password=" + PGMQ.password());
        Method main = SnippetRunner.classes(snippet)
                .loadClass("first.FirstHandler")
                .getDeclaredMethod("main", String[].class);
        main.setAccessible(true);
        PrintStream console = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            main.invoke(null, (Object) new String[] {url});
        } finally {
            System.setOut(console);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines()).contains("\"Hello Ada\"");
        assertThat(text("SELECT status FROM command_bus_command")).isEqualTo("COMPLETED");
    }

    @SnippetTest("howto-payments")
    void payments(Snippet snippet) {
        run(snippet);
        UUID good = buy(25);
        UUID tooMuch = buy(1000);
        awaitText("SELECT state FROM purchase WHERE id = '" + good + "'", "SUCCESS");
        awaitText("SELECT state FROM purchase WHERE id = '" + tooMuch + "'", "FAILED");
        assertThat(text("SELECT balance FROM account WHERE id = 7")).isEqualTo("75");
        assertThatThrownBy(() -> buy(good, 25)).hasStackTraceContaining("purchase_pkey");
        assertThat(rows("command_bus_command")).isEqualTo(2);
    }

    private UUID buy(int amount) {
        UUID id = UUID.randomUUID();
        buy(id, amount);
        return id;
    }

    private void buy(UUID id, int amount) {
        template.sendBodyAndHeader("direct:buy", Map.of("id", id, "account", 7, "amount", amount), "id", id);
    }

    @SnippetTest("howto-gateway")
    void gateway(Snippet snippet) {
        bean("cardGateway", exchange -> {
            handled.add(exchange.copy());
            if (handled.size() == 1) {
                throw new IllegalStateException("no answer");
            }
        });
        run(snippet);
        UUID id = send("ChargeCard", "{}", Map.of());
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(id)).contains("RETRY_SCHEDULED"));
        assertThat(retryDelay(id)).isBetween(10_000L, 11_000L);
        makeDue();
        awaitStatus(id, "COMPLETED");
        assertThat(handled).hasSize(2).allSatisfy(exchange -> assertThat(
                        exchange.getMessage().getHeader("Idempotency-Key"))
                .isEqualTo(id.toString()));
    }

    @SnippetTest("howto-request")
    void request(Snippet snippet) {
        bean("balanceService", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("8")) {
                throw new BusinessRuleException("NO_ACCOUNT", "There is no such account");
            }
            exchange.getMessage().setBody(Map.of("balance", 100));
        });
        run(snippet);
        assertThat(template.requestBody("direct:balance", "{\"account\":7}", String.class))
                .isEqualTo("{\"balance\":100}");
        assertThatThrownBy(() -> template.requestBody("direct:balance", "{\"account\":8}"))
                .hasCauseInstanceOf(CommandFailedException.class)
                .hasStackTraceContaining("There is no such account");
    }

    @SnippetTest("howto-bulk")
    void bulk(Snippet snippet) {
        bean("paymentService", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("-")) {
                throw new BusinessRuleException("NEGATIVE", "negative");
            }
        });
        recorder("payrollDone");
        run(snippet);
        Exchange sent = template.send("direct:payroll", exchange -> {
            exchange.getMessage().setBody(List.of(Map.of("amount", 1), Map.of("amount", 2), Map.of("amount", -3)));
            exchange.getMessage().setHeader("month", "May");
        });
        assertThat(sent.getException()).isNull();
        awaitHandled(1);
        assertThat(handled.get(0).getMessage().getHeader("CamelCommandBusBatchStatus"))
                .isEqualTo("COMPLETED_WITH_FAILURES");
        assertThat(WireSchema.BATCH_COMPLETED.errorsOf(
                        handled.get(0).getMessage().getBody(String.class)))
                .isEmpty();
        Batch batch = template.requestBodyAndHeader(
                "direct:progress",
                null,
                CommandBusConstants.BATCH_ID,
                sent.getMessage().getHeader(CommandBusConstants.BATCH_ID),
                Batch.class);
        assertThat(batch.name()).isEqualTo("payroll May");
        assertThat(batch.counts().completed()).isEqualTo(2);
        assertThat(batch.counts().failed()).isOne();
    }

    @SnippetTest("howto-batch-steps")
    void batchInSteps(Snippet snippet) {
        run(snippet);
        Exchange opened = template.send(
                "direct:openBatch", exchange -> exchange.getMessage().setHeader("CamelCommandBusBatchName", "little"));
        assertThat(opened.getException()).isNull();
        Object id = opened.getMessage().getHeader(CommandBusConstants.BATCH_ID);
        for (int i = 0; i < 2; i++) {
            template.sendBodyAndHeader("direct:addToBatch", "{}", CommandBusConstants.BATCH_ID, id);
        }
        Batch closed =
                template.requestBodyAndHeader("direct:closeBatch", null, CommandBusConstants.BATCH_ID, id, Batch.class);
        assertThat(closed.counts().total()).isEqualTo(2);
        assertThatThrownBy(
                        () -> template.sendBodyAndHeader("direct:addToBatch", "{}", CommandBusConstants.BATCH_ID, id))
                .hasCauseInstanceOf(InvalidBatchStateException.class);
    }

    @SnippetTest("howto-pause")
    void pause(Snippet snippet) {
        recorder("cardGateway");
        run(snippet);
        try (LogCapture log = LogCapture.of(PauseWatch.class)) {
            template.sendBodyAndHeader("direct:pause", null, "CamelCommandBusReason", "gateway down");
            assertThat(bus.pauses("payments")).hasSize(1);
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(log.lines()).anyMatch(line -> line.contains("[ChargeCard]")));
        }
        UUID id = send("ChargeCard", "{}", Map.of());
        UUID other = send("ChargeCard", "{}", Map.of());
        await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> handled.isEmpty());
        template.sendBody("direct:resume", null);
        awaitStatus(id, "COMPLETED");
        awaitStatus(other, "COMPLETED");
        assertThat(bus.pauses("payments")).isEmpty();
    }

    @SnippetTest("howto-runbook")
    void runbook(Snippet snippet) {
        AtomicBoolean down = new AtomicBoolean(true);
        bean("paymentService", exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("-")) {
                throw new PermanentCommandException("SIGN", "The amount is negative");
            }
            if (down.get()) {
                throw new TransientCommandException("GATEWAY_DOWN", "No answer");
            }
        });
        run(snippet);
        List<UUID> negative = new ArrayList<>();
        List<UUID> unanswered = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            negative.add(send("Pay", "{\"amount\":-1}", Map.of(CommandBusConstants.REPLY_TO, replies.name())));
            unanswered.add(send("Pay", "{\"amount\":1}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 1)));
        }
        Stream.concat(negative.stream(), unanswered.stream())
                .forEach(id -> awaitStatus(id, "IN_TROUBLESHOOTING_QUEUE"));
        down.set(false);

        List<?> waiting = template.requestBody("direct:waiting", (Object) null, List.class);
        assertThat(waiting).hasSize(6);
        List<AuditEntry> trail = operate("direct:trail", negative.get(0), null);
        assertThat(trail).extracting(AuditEntry::eventType).containsExactly("SENT", "RECEIVED", "MOVED_TO_TSQ");
        operate("direct:repair", negative.get(0), "{\"amount\":1}");
        operate("direct:doneByHand", negative.get(1), "{\"by\":\"hand\"}");
        operate("direct:giveUp", negative.get(2), null);
        awaitStatus(negative.get(0), "COMPLETED");
        awaitStatus(negative.get(1), "COMPLETED");
        awaitStatus(negative.get(2), "CANCELED");
        assertThat(sentReplies()).hasSize(3);

        assertThatThrownBy(() -> template.sendBody("direct:retryAll", null)).hasStackTraceContaining("all");
        Map<String, Object> headers =
                Map.of("CamelCommandBusFilterErrorCode", "GATEWAY_DOWN", "CamelCommandBusDryRun", true);
        BulkResult dry = template.requestBodyAndHeaders("direct:retryAll", null, headers, BulkResult.class);
        assertThat(dry.matched()).isEqualTo(3);
        assertThat(status(unanswered.get(0))).isEqualTo("IN_TROUBLESHOOTING_QUEUE");
        template.sendBodyAndHeader("direct:retryAll", null, "CamelCommandBusFilterErrorCode", "GATEWAY_DOWN");
        unanswered.forEach(id -> awaitStatus(id, "COMPLETED"));
    }

    @SnippetTest(value = "howto-overview", languages = "sql")
    void overview(Snippet snippet) throws Exception {
        handle("", exchange -> {
            throw new PermanentCommandException("SIGN", "The amount is negative");
        });
        for (String type : List.of("Rare", "Frequent", "Frequent")) {
            awaitStatus(send(type, "{}", Map.of()), "IN_TROUBLESHOOTING_QUEUE");
        }
        assertThat(text(snippet.code())).isEqualTo("Frequent");
        sql("UPDATE command_bus_command SET domain = 'accounts' WHERE command_type = 'Frequent'");
        assertThat(text(snippet.code())).isEqualTo("Rare");
    }

    @SuppressWarnings("unchecked")
    private <T> T operate(String route, UUID command, Object body) {
        return (T) template.requestBodyAndHeaders(
                route,
                body,
                Map.of(
                        "CamelCommandBusCommandId", command.toString(),
                        "CamelCommandBusOperator", "olga",
                        "CamelCommandBusReason", "as agreed"));
    }

    @SnippetTest(value = "howto-operator", languages = "java")
    void operator(Snippet snippet) throws Exception {
        AtomicBoolean down = new AtomicBoolean(true);
        handle("", exchange -> {
            if (down.get()) {
                throw new TransientCommandException("GATEWAY_DOWN", "No answer");
            }
        });
        UUID id = send("Debit", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 1));
        awaitStatus(id, "IN_TROUBLESHOOTING_QUEUE");
        down.set(false);
        run(snippet);
        awaitStatus(id, "COMPLETED");
    }

    @SnippetTest(value = "howto-spring", languages = "java")
    void spring(Snippet snippet) throws Exception {
        createTablesAndQueues("shop");
        sql(snippet.companion("sql").orElseThrow().code());
        ClassLoader classes = SnippetRunner.classes(snippet);
        UUID book = UUID.randomUUID();
        UUID dragon = UUID.randomUUID();
        try (AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext()) {
            spring.setClassLoader(classes);
            spring.registerBean(DataSource.class, () -> pool, bean -> bean.setDestroyMethodName(""));
            spring.register(classes.loadClass("shop.Shop"));
            spring.refresh();
            Object orders = spring.getBean(classes.loadClass("shop.Orders"));
            place(orders, book, "book");
            place(orders, dragon, "dragon");
            assertThatThrownBy(() -> place(orders, UUID.randomUUID(), "")).hasStackTraceContaining("Nothing to ship");
            awaitStatus(book, "COMPLETED");
            awaitStatus(dragon, "FAILED");
        }
        assertThat(rows("orders")).isEqualTo(2);
        assertThat(rows("command_bus_command")).isEqualTo(2);
        assertThat(text("SELECT order_id FROM shipment")).isEqualTo(book.toString());
        assertThat(rows("shipment")).isOne();
    }

    private static void place(Object orders, UUID id, String item) throws Exception {
        Method place = orders.getClass().getMethod("place", UUID.class, String.class);
        place.setAccessible(true);
        place.invoke(orders, id, item);
    }

    @SnippetTest("howto-foreign")
    void foreign(Snippet snippet) throws Exception {
        bean("paymentService", exchange -> exchange.getMessage().setBody(Map.of("booked", true)));
        createTablesAndQueues("payments");
        sql(snippet.companion("sql").orElseThrow().code());
        assertThat(client.browse(commands, 10)).singleElement().satisfies(message -> assertThat(
                        WireSchema.COMMAND.errorsOf(message.body()))
                .isEmpty());
        run(snippet);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sentReplies()).hasSize(2).allSatisfy(reply -> assertThat(reply)
                        .contains("SUCCESS", "\"booked\": true")));
        assertThat(rows("command_bus_audit WHERE event_type = 'ADOPTED'")).isEqualTo(2);
    }

    @SnippetTest(value = "howto-foreign-reply", languages = "sql")
    void foreignReply(Snippet snippet) throws Exception {
        handle("", exchange -> exchange.getMessage().setBody(Map.of("booked", true)));
        UUID id = send("{}");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(sentReplies()).hasSize(1));
        assertThat(text(snippet.code())).isEqualTo(id.toString());
        assertThat(sentReplies()).isEmpty();
    }

    private void createTablesAndQueues(String domain) throws Exception {
        try (Connection connection = PGMQ.dataSource().getConnection()) {
            new CommandBusSchema(CommandTables.DEFAULT).create(connection);
            new CommandStore(domain, CommandTables.DEFAULT).createQueues(connection);
        }
    }

    /** Lets the time pass that commands wait for. */
    private void makeDue() {
        sql("UPDATE " + commands.table() + " SET vt = clock_timestamp()");
        sql("SELECT pg_notify('commandbus.payments', '')");
    }
}
