/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.ops.BulkResult;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What operators do, as operations of a producer. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TroubleshootingOperationsIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final String LIST = "troubleshooting.list";
    private static final String COUNT = "troubleshooting.count";
    private static final String RETRY = "troubleshooting.retry";
    private static final String CANCEL = "troubleshooting.cancel";
    private static final String COMPLETE = "troubleshooting.complete";

    private final List<String> handled = new CopyOnWriteArrayList<>();
    private CamelContext context;
    private ProducerTemplate template;
    private CommandBus bus;

    @BeforeAll
    void start() throws Exception {
        context = CommandBusNode.context(PGMQ.dataSource());
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                for (String domain : List.of("shop", "stock")) {
                    // Whether it works depends on the data, so that an operator can repair them.
                    from("commandbus:" + domain).process(exchange -> {
                        String data = exchange.getMessage().getBody(String.class);
                        if (data.contains("bad")) {
                            throw new PermanentCommandException("BAD", "bad data");
                        }
                        handled.add(data);
                    });
                }
            }
        });
        context.start();
        template = context.createProducerTemplate();
        bus = CommandBus.of(context);
    }

    @AfterAll
    void stop() {
        context.stop();
    }

    @BeforeEach
    void resolveAll() {
        ask("*?all=true&operation=" + CANCEL, null, Map.of(), Object.class);
        handled.clear();
    }

    @Test
    void listsAndCountsByFilterPageByPage() {
        Set<UUID> ids = new HashSet<>();
        for (int i = 0; i < 3; i++) {
            ids.add(troubled("shop/Order"));
        }
        troubled("shop/Refund");
        Map<String, Object> orders =
                Map.of(CommandBusConstants.FILTER_COMMAND_TYPE, "Order", CommandBusConstants.LIMIT, "2");

        Exchange first = request("shop?operation=" + LIST, null, orders);
        assertThat(items(first)).hasSize(2);
        Map<String, Object> next = new HashMap<>(orders);
        next.put(CommandBusConstants.AFTER, first.getMessage().getHeader(CommandBusConstants.NEXT_PAGE));
        Exchange second = request("shop?operation=" + LIST, null, next);
        assertThat(items(second)).hasSize(1);
        assertThat(second.getMessage().getHeaders()).doesNotContainKey(CommandBusConstants.NEXT_PAGE);
        ids.removeAll(ids(first));
        assertThat(ids(second)).hasSameElementsAs(ids);

        assertThat(ask("shop?operation=" + COUNT, null, orders, Long.class)).isEqualTo(3);
        assertThat(ask("shop/Refund?operation=" + COUNT, null, Map.of(), Long.class))
                .isOne();
        assertThat(items(request("shop?limit=1&operation=" + LIST, null, Map.of())))
                .hasSize(1);
    }

    @Test
    void everyDomainIsOneList() {
        UUID shop = troubled("shop/Order");
        UUID stock = troubled("stock/Move");
        assertThat(ids(request("*?operation=" + LIST, null, Map.of()))).containsExactly(stock, shop);
        assertThat(ids(request(
                        "*?operation=" + LIST,
                        null,
                        Map.of(CommandBusConstants.FILTER_DOMAIN, List.of("stock", "shop")))))
                .containsExactly(stock, shop);
        assertThat(ids(request("*?operation=" + LIST, null, Map.of(CommandBusConstants.FILTER_DOMAIN, "shop"))))
                .containsExactly(shop);
        assertThat(bus.domains()).containsExactly("shop", "stock");
        // What the list names can be acted upon through the same endpoint.
        assertThat(ask(
                                "*?operation=" + CANCEL,
                                null,
                                Map.of(CommandBusConstants.DOMAIN, "stock", CommandBusConstants.COMMAND_ID, stock),
                                CommandMetadata.class)
                        .status())
                .isEqualTo(CommandStatus.CANCELED);
    }

    @Test
    void retriesWithTheDataItHadWhateverTheBodyIs() {
        UUID id = troubled("shop/Order");
        CommandMetadata command = ask(
                "shop?operation=" + RETRY,
                "{\"left\":\"over\"}",
                Map.of(CommandBusConstants.COMMAND_ID, id),
                CommandMetadata.class);
        assertThat(command.status()).isEqualTo(CommandStatus.PENDING);
        await().untilAsserted(() -> assertThat(bus.get("shop", id).orElseThrow())
                .matches(c -> c.status() == CommandStatus.IN_TROUBLESHOOTING_QUEUE && c.attempts() == 1)
                .matches(c -> c.msgId() > command.msgId() - 1));
        assertThat(handled).isEmpty();
    }

    @Test
    void retriesWithEditedDataWhenTheHeaderSaysSo() {
        UUID id = troubled("shop/Order");
        ask(
                "shop?operator=olga&operation=" + RETRY,
                Map.of("fine", 1),
                Map.of(
                        CommandBusConstants.COMMAND_ID,
                        id.toString(),
                        CommandBusConstants.EDITED,
                        "true",
                        CommandBusConstants.REASON,
                        "typo"),
                Object.class);
        await().untilAsserted(() -> assertThat(handled).containsExactly("{\"fine\":1}"));
        assertThat(audit(id, "OPERATOR_RETRY"))
                .contains("\"operator\": \"olga\"", "\"reason\": \"typo\"", "\"edited\": true", "bad");
    }

    @Test
    void editedDataAreForOneCommandAndMustBeThere() {
        UUID id = troubled("shop/Order");
        assertThatThrownBy(() -> ask(
                        "shop?all=true&operation=" + RETRY,
                        "{}",
                        Map.of(CommandBusConstants.EDITED, true),
                        Object.class))
                .rootCause()
                .hasMessageContaining("CamelCommandBusEdited")
                .hasMessageContaining("CamelCommandBusCommandId");
        assertThatThrownBy(() -> ask(
                        "shop?operation=" + RETRY,
                        null,
                        Map.of(CommandBusConstants.EDITED, true, CommandBusConstants.COMMAND_ID, id),
                        Object.class))
                .rootCause()
                .hasMessageContaining("body");
        assertThatThrownBy(() -> ask(
                        "shop?operation=" + RETRY,
                        new byte[] {'"', (byte) 0xff, '"'},
                        Map.of(CommandBusConstants.EDITED, true, CommandBusConstants.COMMAND_ID, id),
                        Object.class))
                .cause()
                .hasMessageContaining("UTF-8");
        assertThat(status(id)).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
    }

    @Test
    void cancelsAndCompletesOneCommand() {
        UUID canceled = troubled("shop/Order");
        UUID completed = troubled("shop/Order");
        ask(
                "shop?operator=olga&operation=" + CANCEL,
                null,
                Map.of(
                        CommandBusConstants.COMMAND_ID, canceled,
                        CommandBusConstants.OPERATOR, "otto",
                        CommandBusConstants.REASON, "twice"),
                Object.class);
        assertThat(status(canceled)).isEqualTo(CommandStatus.CANCELED);
        assertThat(audit(canceled, "OPERATOR_CANCEL")).contains("otto", "twice");
        assertThat(ask(
                                "shop?operation=" + COMPLETE,
                                "{\"by\":\"hand\"}",
                                Map.of(CommandBusConstants.COMMAND_ID, completed),
                                CommandMetadata.class)
                        .status())
                .isEqualTo(CommandStatus.COMPLETED);
        assertThatThrownBy(() -> ask(
                        "shop?operation=" + RETRY,
                        null,
                        Map.of(CommandBusConstants.COMMAND_ID, completed),
                        Object.class))
                .hasRootCauseInstanceOf(InvalidCommandStateException.class);
    }

    @Test
    void actsOnAllThatTheFilterSelects() {
        UUID order = troubled("shop/Order");
        UUID refund = troubled("shop/Refund");
        BulkResult dry = ask(
                "shop?dryRun=true&operation=" + CANCEL,
                null,
                Map.of(CommandBusConstants.FILTER_COMMAND_TYPE, "Refund"),
                BulkResult.class);
        assertThat(dry.dryRun()).isTrue();
        assertThat(dry.first()).containsExactly(new BulkResult.Entry("shop", refund, null));
        assertThat(status(refund)).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);

        BulkResult real = ask(
                "shop?dryRun=true&operation=" + CANCEL,
                null,
                Map.of(CommandBusConstants.FILTER_COMMAND_TYPE, "Refund", CommandBusConstants.DRY_RUN, "false"),
                BulkResult.class);
        assertThat(real.done()).isOne();
        assertThat(status(refund)).isEqualTo(CommandStatus.CANCELED);
        assertThat(status(order)).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);

        assertThat(ask(
                                "shop?operation=" + COMPLETE,
                                "1",
                                Map.of(
                                        CommandBusConstants.CREATED_FROM, Instant.EPOCH,
                                        CommandBusConstants.CREATED_BEFORE, "2999-01-01T00:00:00Z",
                                        CommandBusConstants.FILTER_ERROR_CODE, "BAD"),
                                BulkResult.class)
                        .done())
                .isOne();
        assertThat(status(order)).isEqualTo(CommandStatus.COMPLETED);
    }

    @Test
    void aForgottenHeaderDoesNotCancelEverything() {
        UUID id = troubled("shop/Order");
        for (String operation : List.of(RETRY, CANCEL, COMPLETE)) {
            assertThatThrownBy(() -> ask("shop?operation=" + operation, "1", Map.of(), Object.class))
                    .rootCause()
                    .hasMessageContaining("every command in troubleshooting of domain shop");
        }
        assertThatThrownBy(() -> ask(
                        "shop?dryRun=true&operation=" + CANCEL,
                        null,
                        Map.of(CommandBusConstants.COMMAND_ID, id),
                        Object.class))
                .rootCause()
                .hasMessageContaining("dry run");
        assertThat(status(id)).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(ask("shop?operation=" + CANCEL, null, Map.of(CommandBusConstants.ALL, true), BulkResult.class)
                        .done())
                .isOne();
    }

    @Test
    void aFlagIsTrueOrFalse() {
        Map<String, Object> perhaps = Map.of(CommandBusConstants.ALL, "perhaps");
        assertThatThrownBy(() -> ask("shop?operation=" + CANCEL, null, perhaps, Object.class))
                .cause()
                .hasMessageContaining("CamelCommandBusAll");
    }

    @Test
    void findsPageByPageAndReadsATrailInParts() {
        UUID id = troubled("shop/Rare");
        UUID other = troubled("shop/Rare");
        Map<String, Object> filter = new HashMap<>(
                Map.of(CommandBusConstants.FILTER_STATUS, "in_troubleshooting_queue", CommandBusConstants.LIMIT, 1));
        Exchange first = request("shop/Rare?operation=find", null, filter);
        filter.put(CommandBusConstants.AFTER, first.getMessage().getHeader(CommandBusConstants.NEXT_PAGE));
        Exchange second = request("shop/Rare?operation=find", null, filter);
        assertThat(List.of(first, second))
                .extracting(page -> ((CommandMetadata) body(page).get(0)).commandId())
                .containsExactly(other, id);

        List<Object> trail = new ArrayList<>();
        Map<String, Object> headers =
                new HashMap<>(Map.of(CommandBusConstants.COMMAND_ID, id, CommandBusConstants.LIMIT, 2));
        Exchange part = request("shop?operation=auditTrail", null, headers);
        trail.addAll(body(part));
        headers.put(CommandBusConstants.AFTER, part.getMessage().getHeader(CommandBusConstants.NEXT_PAGE));
        trail.addAll(body(request("shop?operation=auditTrail", null, headers)));
        assertThat(trail).isEqualTo(bus.auditTrail("shop", id)).hasSizeGreaterThan(2);
    }

    @Test
    void resultsAreWrittenAsJson() {
        UUID id = troubled("shop/Order");
        String created = bus.get("shop", id).orElseThrow().createdAt().toString();
        String list = JsonBodies.toJson(
                request("shop?operation=" + LIST, null, Map.of()).getMessage().getBody());
        assertThat(list).contains(id.toString(), created, "\"dataJson\"", "IN_TROUBLESHOOTING_QUEUE");
        assertThat(JsonBodies.toJson(bus.troubleshooting().list(CommandFilter.of("shop"))))
                .contains("\"items\":[", "\"next\":null");
        assertThat(JsonBodies.toJson(bus.find(CommandFilter.of("shop").withLimit(1))))
                .contains("\"next\":\"");
        assertThat(JsonBodies.toJson(bus.auditTrail("shop", id))).contains("MOVED_TO_TSQ");
        assertThat(JsonBodies.toJson(bus.countByStatus("shop"))).contains("\"IN_TROUBLESHOOTING_QUEUE\":1");
        assertThat(JsonBodies.toJson(bus.queueMetrics("shop"))).contains("scrapedAt");
        assertThat(JsonBodies.toJson(ask("shop?dryRun=true&operation=" + CANCEL, null, Map.of(), BulkResult.class)))
                .contains("\"matched\":1", id.toString());
    }

    private UUID troubled(String uri) {
        UUID id = UUID.randomUUID();
        template.sendBodyAndHeader("commandbus:" + uri, "{\"data\":\"bad\"}", CommandBusConstants.COMMAND_ID, id);
        String domain = uri.substring(0, uri.indexOf('/'));
        await().until(() -> bus.get(domain, id).orElseThrow().status() == CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        return id;
    }

    private CommandStatus status(UUID id) {
        return bus.get("shop", id).orElseThrow().status();
    }

    private String audit(UUID id, String event) {
        return bus.auditTrail("shop", id).stream()
                .filter(entry -> entry.eventType().equals(event))
                .map(AuditEntry::detailsJson)
                .reduce((a, b) -> b)
                .orElseThrow();
    }

    private static List<?> body(Exchange exchange) {
        return exchange.getMessage().getBody(List.class);
    }

    private static List<TroubleshootingItem> items(Exchange exchange) {
        List<TroubleshootingItem> items = new ArrayList<>();
        for (Object item : body(exchange)) {
            items.add((TroubleshootingItem) item);
        }
        return items;
    }

    private static List<UUID> ids(Exchange exchange) {
        return items(exchange).stream().map(item -> item.command().commandId()).toList();
    }

    private Exchange request(String uri, Object body, Map<String, Object> headers) {
        return template.request("commandbus:" + uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    private <T> T ask(String uri, Object body, Map<String, Object> headers, Class<T> type) {
        return template.requestBodyAndHeaders("commandbus:" + uri, body, headers, type);
    }
}
