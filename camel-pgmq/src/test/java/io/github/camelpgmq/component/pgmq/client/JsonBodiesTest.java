/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodiesTest {

    enum Size {
        SMALL
    }

    record Order(
            Size size, Optional<String> note, Instant at, LocalDate day, Duration within, BigDecimal amount, int[] n) {}

    static final class Self {
        public Self getSelf() {
            return this;
        }
    }

    record Measure(double value) {}

    record Ratio(float value) {}

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{ \"b\" : 1,\n\t\"a\" : [true, null, \"\"] }",
                "\"text\"",
                "null",
                "-0.10e+2",
                "{\"a\":1,\"a\":2}",
                "{\"\":1}",
                "0.1000000000000000055511151231257827021181583404541015625",
                "\"\\ud83d\\ude00 \uD83D\uDE00 \\u0001 \\\\u0000\""
            })
    void jsonTextStaysAsItIs(String json) {
        assertThat(JsonBodies.toJson(json)).isEqualTo(json);
    }

    @Test
    void byteOrderMarkIsTakenOff() {
        assertThat(JsonBodies.toJson("\uFEFF{}")).isEqualTo("{}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t ", "\uFEFF"})
    void emptyTextIsNoJson(String text) {
        assertThatThrownBy(() -> JsonBodies.toJson(text))
                .isInstanceOf(InvalidBodyException.class)
                .hasMessageContaining("empty")
                .hasMessageContaining("send null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello",
                "{\"a\":}",
                "{'a':1}",
                "{a:1}",
                "[1,]",
                "// c\n1",
                "01",
                "+1",
                ".5",
                "1.",
                "\"a",
                "{\"a\":1",
                "NaN",
                "Infinity",
                "\"a\nb\"",
                "\"\\x\"",
                "\"\\u12\"",
                "True",
                "[1}"
            })
    void otherTextIsNoJson(String text) {
        assertThatThrownBy(() -> JsonBodies.toJson(text))
                .isInstanceOf(InvalidBodyException.class)
                .hasMessageContaining("The body is not valid JSON (PGMQ stores jsonb)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {}", "1 2", "[],", "{}x", "null null"})
    void onlyOneValue(String text) {
        assertThatThrownBy(() -> JsonBodies.toJson(text)).isInstanceOf(InvalidBodyException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\\u0000\"", "{\"a\\u0000\":1}", "[{\"k\":[\"\\u0000\"]}]"})
    void zeroCharacterIsRefused(String json) {
        assertThatThrownBy(() -> JsonBodies.toJson(json))
                .isInstanceOf(InvalidBodyException.class)
                .hasMessageContaining("U+0000");
        assertThatThrownBy(() -> JsonBodies.toJson(Map.of("a\0", 1))).hasMessageContaining("U+0000");
        assertThatThrownBy(() -> JsonBodies.toJson(List.of("\0"))).hasMessageContaining("U+0000");
        assertThatThrownBy(() -> JsonBodies.quoted("a\0b")).hasMessageContaining("U+0000 at position 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83dx\"", "\"\\ude00\\ud83d\"", "{\"\\ud83d\":1}"})
    void halvesOfSurrogatePairsAreRefused(String json) {
        assertThatThrownBy(() -> JsonBodies.toJson(json))
                .isInstanceOf(InvalidBodyException.class)
                .hasMessageContaining("surrogate");
        String raw = "\"" + (char) 0xD83D + "\"";
        assertThatThrownBy(() -> JsonBodies.toJson(raw)).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> JsonBodies.toJson(List.of(raw))).hasMessageContaining("surrogate");
        assertThatThrownBy(() -> JsonBodies.quoted(raw)).hasMessageContaining("surrogate");
    }

    @Test
    void nestingIsLimited() {
        String deepest = "[".repeat(1000) + "]".repeat(1000);
        assertThat(JsonBodies.toJson(deepest)).isEqualTo(deepest);
        assertThatThrownBy(() -> JsonBodies.toJson("[" + deepest + "]"))
                .isInstanceOf(InvalidBodyException.class)
                .hasMessageContaining("deeper than 1000");
    }

    @Test
    void numbersAreLimitedAsPostgresLimitsThem() {
        String longest = "9".repeat(131_072) + "." + "9".repeat(16_383);
        for (String good : List.of(longest, "-" + longest, "1e131071", "1e-16383", "0.1E2")) {
            assertThat(JsonBodies.toJson(good)).isEqualTo(good);
        }
        for (String bad :
                List.of("9" + longest, longest + "9", "1e131072", "1e-16384", "1e999999999999", "1E+99999999999")) {
            assertThatThrownBy(() -> JsonBodies.toJson("{\"n\":" + bad + "}"))
                    .isInstanceOf(InvalidBodyException.class)
                    .hasMessageContaining("number that PostgreSQL cannot store");
        }
    }

    @Test
    void sizeIsNotLimited() {
        String text = "x".repeat(21_000_000);
        String json = JsonBodies.quoted(text);
        assertThat(JsonBodies.toJson(json)).isSameAs(json);
        assertThat(JsonBodies.unquoted(json)).isEqualTo(text);
    }

    @Test
    void valuesAreWrittenByJackson() {
        Order order = new Order(
                Size.SMALL,
                Optional.of("n"),
                Instant.parse("2026-01-02T03:04:05Z"),
                LocalDate.of(2026, 1, 2),
                Duration.ofMinutes(1),
                new BigDecimal("12345678901234567890.123456789012345678901"),
                new int[] {1, 2});
        String json = JsonBodies.toJson(order);
        assertThat(json)
                .isEqualTo("{\"size\":\"SMALL\",\"note\":\"n\",\"at\":\"2026-01-02T03:04:05Z\",\"day\":\"2026-01-02\","
                        + "\"within\":\"PT1M\",\"amount\":12345678901234567890.123456789012345678901,\"n\":[1,2]}");
        assertThat(JsonBodies.value(json, Order.class))
                .usingRecursiveComparison()
                .isEqualTo(order);
        assertThat(JsonBodies.toJson(null)).isEqualTo("null");
        assertThat(JsonBodies.toJson(JsonBodies.value("[1.10]", JsonNode.class)))
                .isEqualTo("[1.10]");
    }

    @Test
    void valuesThatAreNoJsonAreRefused() {
        for (Object bad : Arrays.asList(
                new Measure(Double.NaN), new Measure(Double.NEGATIVE_INFINITY), new Ratio(Float.POSITIVE_INFINITY))) {
            assertThatThrownBy(() -> JsonBodies.toJson(bad))
                    .isInstanceOf(InvalidBodyException.class)
                    .hasMessageContaining(bad.getClass().getName())
                    .hasMessageContaining("NaN and Infinity are no JSON numbers");
        }
        assertThatThrownBy(() -> JsonBodies.toJson(new Self()))
                .isInstanceOf(InvalidBodyException.class)
                .hasMessageContaining("cannot be written as JSON");
        assertThatThrownBy(() -> JsonBodies.toJson(new Object())).isInstanceOf(InvalidBodyException.class);
    }

    @Test
    void textThatIsNoJsonMayBecomeAString() {
        assertThat(JsonBodies.toJsonOrString("{}")).isEqualTo("{}");
        assertThat(JsonBodies.toJsonOrString("a \"b\"\n")).isEqualTo("\"a \\\"b\\\"\\n\"");
        assertThatThrownBy(() -> JsonBodies.toJsonOrString("\0")).isInstanceOf(InvalidBodyException.class);
    }

    @Test
    void numbersOfValuesKeepEveryDigit() {
        Map<?, ?> map = JsonBodies.value(
                "{\"i\":1,\"l\":9007199254740993,\"b\":123456789012345678901234567890,\"d\":0.10000000000000000000001}",
                Map.class);
        assertThat(map.get("i")).isEqualTo(1);
        assertThat(map.get("l")).isEqualTo(9007199254740993L);
        assertThat(map.get("b")).isEqualTo(new BigInteger("123456789012345678901234567890"));
        assertThat(map.get("d")).isEqualTo(new BigDecimal("0.10000000000000000000001"));
    }

    @Test
    void valueThatDoesNotFitSaysWhatAndWhere() {
        assertThat(JsonBodies.value("{\"value\":1,\"new\":2}", Measure.class)).isEqualTo(new Measure(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonBodies.value("[1]", Measure.class))
                .withMessageContaining(Measure.class.getName())
                .withMessageContaining("line: 1");
    }

    @Test
    void unquotesStringsOnly() {
        assertThat(JsonBodies.unquoted("\"a\\n\\\"\\u00e4\"")).isEqualTo("a\n\"\u00e4");
        assertThat(JsonBodies.unquoted("{\"a\": 1}")).isEqualTo("{\"a\": 1}");
        assertThat(JsonBodies.unquoted("\"null\"")).isEqualTo("null");
        assertThat(JsonBodies.unquoted("null")).isNull();
        assertThat(JsonBodies.unquoted(null)).isNull();
    }

    @Test
    void scalarsOfAnObject() {
        String deep = "[".repeat(5000) + "]".repeat(5000);
        assertThat(JsonBodies.scalars("{\"s\":\"x\",\"t\":true,\"f\":false,\"n\":null,\"o\":{\"p\":{}},\"a\":" + deep
                        + ",\"i\":1,\"l\":3000000000,\"b\":123456789012345678901,\"d\":1.50,\"z\":\"end\"}"))
                .containsExactly(
                        Map.entry("s", "x"),
                        Map.entry("t", true),
                        Map.entry("f", false),
                        Map.entry("i", 1),
                        Map.entry("l", 3_000_000_000L),
                        Map.entry("b", new BigInteger("123456789012345678901")),
                        Map.entry("d", new BigDecimal("1.50")),
                        Map.entry("z", "end"));
    }

    @Test
    void scalarsOfAnythingElse() {
        assertThat(JsonBodies.scalars(null)).isEmpty();
        assertThat(JsonBodies.scalars("null")).isEmpty();
        assertThat(JsonBodies.scalars("[1,{\"a\":2}]")).isEmpty();
        assertThat(JsonBodies.scalars("\"a\"")).isEmpty();
        String huge = "9".repeat(100_000);
        assertThat(JsonBodies.scalars("{\"n\":" + huge + "}")).containsExactly(Map.entry("n", huge));
    }
}
