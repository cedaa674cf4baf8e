/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Pause;
import io.github.camelpgmq.component.commandbus.model.PurgeResult;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.ops.BulkResult;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists and bulk actions in routes that have sent or handle a command before: its headers select nothing. */
class FilterHeadersIT extends CommandBusTestBase {

    private static final String LIST_ALL = "commandbus:*?operation=troubleshooting.list";

    private final BlockingQueue<Exchange> handled = new LinkedBlockingQueue<>();
    private final BlockingQueue<Exchange> replied = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> followedUp = new LinkedBlockingQueue<>();
    private UUID troubled;

    @Override
    protected void configure(CamelContext context) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(debit(""))
                        .process(FilterHeadersIT::fail)
                        .to(LIST_ALL)
                        .process(exchange -> handled.add(exchange.copy()))
                        .setBody(constant("{}"));
                from("commandbus:" + domain + ":replies")
                        .to(LIST_ALL)
                        .process(exchange -> replied.add(exchange.copy()))
                        .filter(header(CommandBusConstants.OUTCOME).isEqualTo("FAILED"))
                        .setBody(constant("{}"))
                        .to(debit("?delay=1h"))
                        .process(exchange -> followedUp.add(
                                exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class)))
                        .setHeader(CommandBusConstants.OPERATOR, constant("ann"))
                        .to(operation("pause"));
                from("direct:sendAndList").to(debit("?delay=1h")).to(operation("troubleshooting.list"));
                from("direct:sendAndFind").to(debit("?delay=1h")).to(operation("find"));
                from("direct:sendAndFilter")
                        .to(debit("?delay=1h"))
                        .setHeader(
                                CommandBusConstants.FILTER_CORRELATION_ID, header(CommandBusConstants.CORRELATION_ID))
                        .to(operation("find"));
                from("direct:sendAndPurge").to(debit("?delay=1h")).to(operation("purgeHistory&olderThan=30d"));
                from("direct:sendAndRetry")
                        .to(debit("?delay=1h"))
                        .removeHeader(CommandBusConstants.COMMAND_ID)
                        .to(operation("troubleshooting.retry&all=true&dryRun=true"));
            }
        });
    }

    private String operation(String name) {
        return "commandbus:" + domain + "?operation=" + name;
    }

    private static void fail(Exchange exchange) {
        switch (String.valueOf(exchange.getMessage().getHeader("wish"))) {
            case "troubleshooting" -> throw new PermanentCommandException("BAD", "no data");
            case "failure" -> throw new BusinessRuleException("OTHER", "no credit");
            default -> {}
        }
    }

    @BeforeEach
    void oneWaitsForAnOperator() {
        troubled = send("Debit", "{}", Map.of("wish", "troubleshooting"));
        awaitStatus(troubled, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
    }

    @Test
    void whatASendLeftOnTheMessageSelectsNothing() {
        assertThat(listed(sent("direct:sendAndList"))).containsExactly(troubled);
        assertThat(sent("direct:sendAndRetry")
                        .getMessage()
                        .getBody(BulkResult.class)
                        .matched())
                .isOne();
        assertThat(sent("direct:sendAndPurge")
                        .getMessage()
                        .getBody(PurgeResult.class)
                        .commands())
                .isZero();
        assertThat(items(sent("direct:sendAndFind"))).hasSizeGreaterThan(1);
        assertThat(items(sent("direct:sendAndFilter"))).hasSize(1);
    }

    @Test
    void theHeadersOfTheCommandOrReplyThatARouteHandlesSelectNothing() throws Exception {
        UUID other = send("Debit", "{}", Map.of("wish", "none", CommandBusConstants.REPLY_TO, domain + "__replies"));
        assertThat(listed(handled.poll(30, TimeUnit.SECONDS))).contains(troubled);
        Exchange done = replied.poll(30, TimeUnit.SECONDS);
        assertThat(done.getMessage().getHeader(CommandBusConstants.COMMAND_ID)).isEqualTo(other.toString());
        assertThat(listed(done)).contains(troubled);

        send("Debit", "{}", Map.of("wish", "failure", CommandBusConstants.REPLY_TO, domain + "__replies"));
        Exchange failed = replied.poll(30, TimeUnit.SECONDS);
        assertThat(failed.getMessage().getHeader(CommandBusConstants.ERROR_CODE))
                .isEqualTo("OTHER");
        assertThat(listed(failed)).contains(troubled);

        // What it sends is a command of its own, and it is the domain that pauses.
        assertThat(followedUp.poll(30, TimeUnit.SECONDS))
                .isNotNull()
                .isNotEqualTo(failed.getMessage().getHeader(CommandBusConstants.COMMAND_ID));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.pauses(domain))
                .singleElement()
                .extracting(Pause::commandType)
                .isNull());
    }

    private Exchange sent(String route) {
        Exchange exchange = template.send(route, in -> in.getMessage().setBody("{}"));
        assertThat(exchange.getException()).isNull();
        return exchange;
    }

    private static List<?> items(Exchange exchange) {
        return (List<?>) exchange.getMessage().getBody();
    }

    private static List<UUID> listed(Exchange exchange) {
        return items(exchange).stream()
                .map(item -> ((TroubleshootingItem) item).command().commandId())
                .toList();
    }
}
