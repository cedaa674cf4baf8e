/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.support.Traces;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Scope;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenTelemetry's context goes with commands and their replies. */
class TracingIT extends CommandBusTestBase {

    private Traces traces;

    @Override
    protected void configure(CamelContext context) {
        traces = Traces.of(context);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&transacted=false", "&transactionBatchSize=10"})
    void sendingHandlingAndTheRouteThatReadsTheReplyAreOneTrace(String options) throws Exception {
        handle(options, exchange -> {});
        readReplies();

        UUID id = send("{}");

        awaitTree(
                """
                PAY/Debit sent
                  PAY/Debit received
                    SQL sent
                      PAY:replies/Debit received
                """);
        assertThat(traces.spans())
                .filteredOn(span -> span.getName().contains("Debit"))
                .allSatisfy(span -> {
                    assertThat(attribute(span, "messaging.system")).isEqualTo("pgmq");
                    assertThat(attribute(span, "messaging.message.id")).isEqualTo(id.toString());
                    assertThat(attribute(span, "camel.commandbus.commandId")).isEqualTo(id.toString());
                    assertThat(attribute(span, "messaging.destination.name")).startsWith(domain);
                });
    }

    @Test
    void aRouteThatRemovesItsHeadersDoesNotLoseTheTraceOfTheReply() throws Exception {
        handle("", exchange -> exchange.getMessage().removeHeaders("*"));
        readReplies();

        send("{}");

        awaitTree(
                """
                PAY/Debit sent
                  PAY/Debit received
                    SQL sent
                  PAY:replies/Debit received
                """);
    }

    @Test
    void nothingElseOfAHandlersHeadersGoesWithTheReply() throws Exception {
        handle("", exchange -> exchange.getMessage().setHeader("Set-Cookie", "secret"));

        UUID id = send("{}");

        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(text("SELECT string_agg(k, ',' ORDER BY k) FROM " + replies.table()
                        + ", jsonb_object_keys(headers) AS k"))
                .isEqualTo("baggage,traceparent");
    }

    @Test
    void aRefusalIsPartOfTheTraceToo() throws Exception {
        handle("", exchange -> {
            throw new BusinessRuleException("NO_FUNDS", "no funds");
        });
        readReplies();

        send("{}");

        awaitTree(
                """
                PAY/Debit sent
                  PAY/Debit received failed
                    SQL sent
                      PAY:replies/Debit received
                """);
    }

    @Test
    void eachAttemptIsASpanOfTheTrace() throws Exception {
        AtomicInteger attempts = new AtomicInteger();
        handle("&retryBackoff=1s", exchange -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("not yet");
            }
        });

        send("Debit", "{}", Map.of());

        awaitTree(
                """
                PAY/Debit sent
                  PAY/Debit received failed
                    SQL sent
                  PAY/Debit received failed
                    SQL sent
                  PAY/Debit received
                    SQL sent
                """);
        assertThat(traces.spans())
                .filteredOn(span -> attribute(span, "camel.commandbus.attempt") != null)
                .extracting(span -> attribute(span, "camel.commandbus.attempt"))
                .containsExactly("1", "2", "3");
    }

    @Test
    void aRequestIsOneTraceWithWhatFollows() throws Exception {
        handle("", exchange -> exchange.getMessage().setBody(Map.of("ok", true)));
        RouteBuilder.addRoutes(
                camel, routes -> routes.from("direct:ask").to(debit("")).to("direct:next"));
        RouteBuilder.addRoutes(camel, routes -> routes.from("direct:next").process(exchange -> {}));

        assertThat(template.requestBody("direct:ask", "{}", String.class)).contains("ok");

        awaitTree(
                """
                ask sent
                  ask received
                    PAY/Debit sent
                      PAY/Debit received
                        SQL sent
                    next sent
                      next received
                """);
    }

    @Test
    void javaCodeInASpanSendsCommandsOfItsTrace() throws Exception {
        handle("", exchange -> {});
        Span own = traces.tracer().spanBuilder("checkout").setNoParent().startSpan();
        Span before = Span.current();

        try (Scope scope = own.makeCurrent()) {
            assertThat(scope).isNotNull();
            bus.send(CommandRequest.of(domain, "Debit", "{}"));
            bus.request(CommandRequest.of(domain, "Debit", "{}"), PATIENCE).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            bus.sendBatch(List.of(CommandRequest.of(domain, "Debit", "{}")));
            assertThat(Span.current()).isEqualTo(own);
        } finally {
            own.end();
        }

        assertThat(Span.current()).isEqualTo(before);
        awaitTree(
                """
                checkout
                  PAY/Debit sent
                    PAY/Debit received
                      SQL sent
                  PAY/Debit sent
                    PAY/Debit received
                      SQL sent
                  PAY sent
                    PAY/Debit received
                      SQL sent
                """);
    }

    @Test
    void aHandlerThatSendsWithJavaCodeStaysInItsTrace() throws Exception {
        handle("", exchange -> bus.send(CommandRequest.of(domain, "Credit", "{}")));
        RouteBuilder.addRoutes(camel, routes -> routes.from("commandbus:" + domain + "?pollInterval=1s")
                .process(exchange -> {}));

        send("Debit", "{}", Map.of());

        awaitTree(
                """
                PAY/Debit sent
                  PAY/Debit received
                    SQL sent
                    PAY/Credit sent
                      PAY/Credit received
                """);
    }

    @Test
    void aHeaderOfTheRequestNamesTheTraceWhereThereIsNone() throws Exception {
        handle("", exchange -> {});

        bus.send(CommandRequest.of(domain, "Debit", "{}")
                .withHeader("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(traces.spans()).hasSize(3));
        assertThat(traces.spans()).extracting(SpanData::getTraceId).containsOnly("0af7651916cd43dd8448eb211c80319c");
    }

    private void readReplies() throws Exception {
        RouteBuilder.addRoutes(camel, routes -> routes.from("commandbus:" + domain + ":replies?pollInterval=1s")
                .process(exchange -> {}));
    }

    /** @param tree with PAY for the domain and SQL for the statement of {@link #handle} */
    private void awaitTree(String tree) {
        traces.awaitTree(tree.replace("PAY", domain).replace("SQL", "sql"));
    }

    private static String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }
}
