/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderMappingTest {

    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    private final HeaderMapping mapping = new HeaderMapping(HeaderMapping.defaultStrategy());

    @Test
    void scalarsComeBackAsTheyWere() {
        Map<String, Object> headers = Map.of(
                "text",
                "grün \uD83D\uDE00 \"'\\\n",
                "int",
                1,
                "long",
                3_000_000_000L,
                "big",
                new BigInteger("123456789012345678901234567890"),
                "decimal",
                new BigDecimal("0.10000000000000000000001"),
                "yes",
                true,
                "no",
                false,
                "traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "breadcrumbId",
                "ABC-1");
        assertThat(roundTrip(headers)).containsExactlyInAnyOrderEntriesOf(headers);
    }

    @Test
    void strangeNamesAndLongValuesPass() {
        Map<String, Object> headers = Map.of(
                "",
                "empty",
                " a.b-c/d\"'\\;$--",
                "strange",
                "grün \uD83D\uDE00",
                "unicode",
                "long",
                "x".repeat(1_000_000),
                "Came",
                "not Camel's",
                "my-Camel",
                "neither",
                "x".repeat(60_000),
                "long name");
        assertThat(roundTrip(headers)).containsExactlyInAnyOrderEntriesOf(headers);
    }

    @Test
    void otherValuesStayBehind() {
        Map<String, Object> headers = new HashMap<>();
        headers.put("null", null);
        headers.put("map", Map.of("a", 1));
        headers.put("list", List.of(1));
        headers.put("date", new Date());
        assertThat(mapping.toJson(headers, exchange, Map.of())).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Camel", "CamelFileName", "camelHttpUri", "CAMELpgmqMessageId", "cAmElX"})
    void nothingOfCamelCrosses(String name) {
        assertThat(mapping.toJson(Map.of(name, "x"), exchange, Map.of())).isNull();
        mapping.fromJson("{\"" + name + "\":\"x\",\"ok\":\"y\"}", exchange);
        assertThat(exchange.getMessage().getHeaders()).containsOnlyKeys("ok");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "1",
                "\"Camel\"",
                "[{\"a\":1}]",
                "{}",
                "{\"a\":{\"CamelFileName\":\"x\"},\"b\":[1],\"c\":null}"
            })
    void whatIsNoObjectOfScalarsIsHarmless(String json) {
        mapping.fromJson(json, exchange);
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }

    @Test
    void headerThatCannotBeStoredIsNamed() {
        for (Object bad : List.of(Double.NaN, Float.POSITIVE_INFINITY, "a\0", "\uD83D".substring(0, 1))) {
            assertThatThrownBy(() -> mapping.toJson(Map.of("good", "x", "bad", bad), exchange, Map.of()))
                    .isInstanceOf(InvalidBodyException.class)
                    .hasMessageContaining("The header 'bad'");
        }
    }

    @Test
    void userStrategyLeavesOutMoreInBothDirections() {
        DefaultHeaderFilterStrategy strategy = new DefaultHeaderFilterStrategy();
        strategy.setOutFilter("secret");
        strategy.setInFilter("foreign");
        HeaderMapping strict = new HeaderMapping(strategy);

        String json = strict.toJson(Map.of("secret", 1, "foreign", 2, "CamelX", 3), exchange, Map.of());
        assertThat(JsonBodies.scalars(json)).containsExactly(Map.entry("foreign", 2));
        strict.fromJson("{\"secret\":1,\"foreign\":2,\"CamelX\":3}", exchange);
        assertThat(exchange.getMessage().getHeaders()).containsExactly(Map.entry("secret", 1));
    }

    @Test
    void strategyThatLetsEverythingPassLetsNothingOfCamelPass() {
        HeaderMapping lax = new HeaderMapping(new DefaultHeaderFilterStrategy() {
            @Override
            public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
                return false;
            }

            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                return false;
            }
        });
        assertThat(lax.toJson(Map.of("CamelX", 3), exchange, Map.of())).isNull();
        lax.fromJson("{\"camelX\":3}", exchange);
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }

    private Map<String, Object> roundTrip(Map<String, Object> headers) {
        Exchange other = new DefaultExchange(exchange.getContext());
        mapping.fromJson(mapping.toJson(headers, exchange, Map.of()), other);
        return other.getMessage().getHeaders();
    }
}
