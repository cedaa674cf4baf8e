/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The body that a route ends with is the data of the reply. */
class ResultMappingIT extends CommandBusTestBase {

    record Receipt(String text, BigDecimal amount, Instant at, LocalDate day, Optional<String> note) {}

    /** A class with getters. */
    public static final class Bean {
        public Duration getTook() {
            return Duration.ofSeconds(90);
        }

        public Object getNothing() {
            return null;
        }
    }

    static List<Arguments> results() throws Exception {
        byte[] bytes = "{\"from\": \"b\u00fctes\"}".getBytes(StandardCharsets.UTF_8);
        Receipt receipt = new Receipt(
                "ok",
                new BigDecimal("1.50"),
                Instant.parse("2030-01-02T03:04:05Z"),
                LocalDate.of(2030, 1, 2),
                Optional.of("n"));
        Map<String, Object> withNull = new LinkedHashMap<>();
        withNull.put("a", null);
        return List.of(
                Arguments.of("{\"a\": [1, null]}", "{\"a\": [1, null]}"),
                Arguments.of("plain \"text\"", "\"plain \\\"text\\\"\""),
                Arguments.of("", "\"\""),
                Arguments.of(42L, "42"),
                Arguments.of(new BigDecimal("1.50"), "1.50"),
                Arguments.of(true, "true"),
                Arguments.of(null, "null"),
                Arguments.of(withNull, "{\"a\": null}"),
                Arguments.of(Arrays.asList(1, null, "x"), "[1, null, \"x\"]"),
                Arguments.of(
                        receipt,
                        "{\"text\": \"ok\", \"amount\": 1.50, \"at\": \"2030-01-02T03:04:05Z\", \"day\": \"2030-01-02\","
                                + " \"note\": \"n\"}"),
                Arguments.of(new Bean(), "{\"took\": \"PT1M30S\", \"nothing\": null}"),
                Arguments.of(new ObjectMapper().readTree("{\"tree\": 1}"), "{\"tree\": 1}"),
                Arguments.of(Optional.of(1), "1"),
                Arguments.of(Optional.empty(), "null"),
                Arguments.of(bytes, "{\"from\": \"b\u00fctes\"}"),
                Arguments.of(new ByteArrayInputStream(bytes), "{\"from\": \"b\u00fctes\"}"),
                Arguments.of(new InputStreamCache(bytes), "{\"from\": \"b\u00fctes\"}"),
                Arguments.of(new StringReader("text"), "\"text\""));
    }

    @ParameterizedTest
    @MethodSource("results")
    void bodyOfAnyTypeBecomesData(Object body, String json) throws Exception {
        handle("", exchange -> exchange.getMessage().setBody(body));
        awaitStatus(send("{}"), CommandStatus.COMPLETED);
        assertThat(text("SELECT (message -> 'data')::text FROM " + replies.table()))
                .isEqualTo(text("SELECT '" + json + "'::jsonb::text"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"transacted=true", "transacted=false", "transactionBatchSize=5"})
    void resultThatIsNoJsonIsAPermanentFailureThatNamesIt(String options) throws Exception {
        handle("&" + options, exchange -> exchange.getMessage().setBody(new Object()));
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(get(id).lastErrorType()).isEqualTo("PERMANENT");
        assertThat(get(id).lastErrorCode()).isEqualTo("RESULT_NOT_JSON");
        assertThat(get(id).lastErrorMessage()).contains("java.lang.Object", "Let the route end with a body");
        assertThat(sentReplies()).isEmpty();
        assertThat(effects(id)).isEqualTo(options.equals("transacted=false") ? 1 : 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"transacted=true", "transacted=false", "transactionBatchSize=5"})
    void resultThatNobodyWantsMayBeAnything(String options) throws Exception {
        handle("&" + options, exchange -> exchange.getMessage().setBody(new Object()));
        awaitStatus(send("Debit", "{}", Map.of()), CommandStatus.COMPLETED);
    }

    @Test
    void textThatCannotBeStoredIsRefused() throws Exception {
        handle("", exchange -> exchange.getMessage().setBody("a\u0000b"));
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(get(id).lastErrorCode()).isEqualTo("RESULT_NOT_JSON");
    }

    @Test
    void exchangeIsLeftAsTheRouteHasLeftIt() throws Exception {
        byte[] bytes = "[1]".getBytes(StandardCharsets.UTF_8);
        AtomicReference<Exchange> atTheEnd = new AtomicReference<>();
        AtomicReference<Map<String, Object>> headers = new AtomicReference<>();
        AtomicReference<Map<String, Object>> properties = new AtomicReference<>();
        AtomicReference<String> body = new AtomicReference<>();
        camel.setMessageHistory(true);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(debit("")).process(exchange -> {
                    exchange.getMessage().setBody(new InputStreamCache(bytes));
                    exchange.getMessage().setHeader("own", 1);
                    exchange.setProperty("mine", 2);
                    headers.set(Map.copyOf(exchange.getMessage().getHeaders()));
                    properties.set(Map.copyOf(exchange.getProperties()));
                    exchange.getUnitOfWork().addSynchronization(new SynchronizationAdapter() {
                        @Override
                        public void onComplete(Exchange done) {
                            body.set(done.getMessage().getBody(String.class));
                            atTheEnd.set(done.copy());
                        }
                    });
                });
            }
        });
        awaitStatus(send("{}"), CommandStatus.COMPLETED);
        await().atMost(PATIENCE).until(() -> atTheEnd.get() != null);
        assertThat(body).hasValue("[1]");
        assertThat(atTheEnd.get().getMessage().getHeaders()).isEqualTo(headers.get());
        assertThat(properties.get()).containsAllEntriesOf(atTheEnd.get().getProperties());
        assertThat(atTheEnd.get().getProperties()).containsEntry("mine", 2);
        assertThat(atTheEnd.get().getProperty(Exchange.MESSAGE_HISTORY)).isNotNull();
    }
}
