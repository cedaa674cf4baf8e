/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class PgmqBodiesIT extends PgmqTestBase {

    record Order(int id, String customer, BigDecimal amount, Instant at) {}

    public static final class Shop {

        private final List<Object> calls = new CopyOnWriteArrayList<>();

        public void order(Order order) {
            calls.add(order);
        }

        public void all(Map<String, Object> body) {
            calls.add(body);
        }

        public void text(String body) {
            calls.add(body);
        }
    }

    @Test
    void valuesTravelAsJsonAndComeBackAsAnyType() throws Exception {
        Order order = new Order(
                1,
                "grün \uD83D\uDE00",
                new BigDecimal("12345678901234567890.12"),
                Instant.parse("2026-01-02T03:04:05Z"));
        consume("");
        template.sendBody("pgmq:" + queue, order);

        Message message = received(1).get(0).getMessage();
        assertThat(message.getBody()).isInstanceOf(String.class);
        assertThat(message.getBody(Order.class)).isEqualTo(order);
        Map<?, ?> map = message.getBody(Map.class);
        assertThat(map.get("amount")).isEqualTo(new BigDecimal("12345678901234567890.12"));
        assertThat(map.get("at")).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void routesConvertTheBodyInEveryWayCamelHas() throws Exception {
        Shop shop = new Shop();
        camel.getRegistry().bind("shop", shop);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue)
                        .bean(shop, "order")
                        .bean(shop, "all")
                        .to("bean:shop?method=text")
                        .setHeader("as", simple("${bodyAs(" + Order.class.getName() + ")}"))
                        .setHeader("id", simple("${mandatoryBodyAs(" + Order.class.getName() + ").id}"))
                        .convertBodyTo(Order.class)
                        .process(handled::add);
            }
        });
        template.sendBody("pgmq:" + queue, "{\"id\":5}");

        Message message = received(1).get(0).getMessage();
        Order order = new Order(5, null, null, null);
        assertThat(message.getBody()).isEqualTo(order);
        assertThat(message.getHeader("as")).isEqualTo(order);
        assertThat(message.getHeader("id")).isEqualTo(5);
        assertThat(shop.calls).containsExactly(order, Map.of("id", 5), "{\"id\": 5}");
    }

    @Test
    void bodyStillConvertsAfterSedaAndSplit() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue).to("seda:later");
                from("seda:later").multicast().to("direct:a");
                from("direct:a").split().body(List.class).process(e -> handled.add(e.copy()));
            }
        });
        template.sendBody("pgmq:" + queue, List.of(1, "b"));
        assertThat(received(2).stream().map(e -> e.getMessage().getBody())).containsExactly(1, "b");
    }

    @Test
    void batchesHoldMessagesThatConvert() throws Exception {
        for (int i = 0; i < 3; i++) {
            template.sendBodyAndHeader("pgmq:" + queue, Map.of("id", i), "n", i);
        }
        List<Order> orders = new CopyOnWriteArrayList<>();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?batching=true")
                        .split(body())
                        .process(e -> orders.add(e.getMessage().getBody(Order.class)))
                        .process(e -> handled.add(e.copy()));
            }
        });
        List<Exchange> exchanges = received(3);
        assertThat(orders).extracting(Order::id).containsExactlyInAnyOrder(0, 1, 2);
        assertThat(exchanges).allSatisfy(e -> assertThat(e.getMessage().getHeader("n"))
                .isEqualTo(e.getMessage().getBody(Order.class).id()));
    }

    @Test
    void replyConvertsInTheRouteThatAskedAndKeepsItsHeaders() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue).setBody(constant("{\"id\":7}"));
                from("direct:ask")
                        .to(ExchangePattern.InOut, "pgmq:" + queue)
                        .convertBodyTo(Map.class)
                        .setBody(simple("${header.mine} ${body[id]}"));
            }
        });
        assertThat(template.requestBodyAndHeader("direct:ask", "{}", "mine", "my", String.class))
                .isEqualTo("my 7");
    }

    @Test
    void largeBodiesTravelBothWays() throws Exception {
        List<String> large =
                IntStream.range(0, 10).mapToObj(i -> "ä".repeat(500_000)).toList();
        consume("");
        template.sendBody("pgmq:" + queue, JsonBodies.toJson(large).getBytes(StandardCharsets.UTF_8));
        assertThat((Object) received(1).get(0).getMessage().getBody(List.class)).isEqualTo(large);
    }

    @Test
    void streamsAreReadOnce() throws Exception {
        consume("");
        template.sendBody("pgmq:" + queue, new ByteArrayInputStream("{\"a\":1}".getBytes(StandardCharsets.UTF_8)));
        assertThat(received(1).get(0).getMessage().getBody(String.class)).isEqualTo("{\"a\": 1}");
    }

    @Test
    void jsonNullAndSqlNullAreNullBodies() throws Exception {
        consume("");
        template.sendBody("pgmq:" + queue, (Object) null);
        sql("INSERT INTO " + queue.table() + " (vt, message) VALUES (now(), NULL)");
        assertThat(received(2))
                .allSatisfy(e -> assertThat(e.getMessage().getBody()).isNull());
    }

    @Test
    void textIsAnyTextAndReadsJsonToo() throws Exception {
        String text = "line 1\nline \"2\"\t\\ grün \uD83D\uDE00 {not json";
        consume("?messageFormat=text");
        template.sendBody("pgmq:" + queue + "?messageFormat=text", text);
        assertThat(received(1).get(0).getMessage().getBody()).isEqualTo(text);
        client.send(queue, "{\"a\":1}", null, null);
        assertThat(received(2).get(1).getMessage().getBody()).isEqualTo("{\"a\": 1}");
    }

    @Test
    void lastOfEqualKeysCounts() throws Exception {
        consume("");
        template.sendBody("pgmq:" + queue, "{\"a\":1,\"a\":2}");
        assertThat((Object) received(1).get(0).getMessage().getBody(Map.class)).isEqualTo(Map.of("a", 2));
    }

    @Test
    void badBodiesAreRefusedBeforeAnySql() throws Exception {
        for (Object bad :
                List.of("", "no json", "\"\\u0000\"", new byte[] {'"', (byte) 0xFF, '"'}, List.of(Double.NaN))) {
            assertThatThrownBy(() -> template.sendBody("pgmq:" + queue, bad))
                    .hasCauseInstanceOf(InvalidBodyException.class);
        }
        assertThat(text("SELECT last_value, is_called FROM " + queue.table().replace("\"", "") + "_msg_id_seq"))
                .isEqualTo("1");
        assertThat(text("SELECT is_called FROM " + queue.table().replace("\"", "") + "_msg_id_seq"))
                .isEqualTo("f");
    }

    /** Whatever is accepted here, PostgreSQL accepts; whatever is refused here, it refuses or changes. */
    @Test
    void checkAgreesWithJsonb() throws Exception {
        List<String> candidates = new ArrayList<>(List.of(
                "{}",
                "[]",
                "1",
                "-0",
                "1.0e5",
                "1E-5",
                "\"\"",
                "null",
                "true",
                " [1 , 2]\n",
                "\"\\ud83d\\ude00\"",
                "\"\\/\\b\"",
                "",
                " ",
                "01",
                "+1",
                ".5",
                "1.",
                "1e",
                "NaN",
                "-Infinity",
                "tru",
                "'a'",
                "{a:1}",
                "[1,]",
                "{\"a\":1,}",
                "[1 2]",
                "{} {}",
                "1 2",
                "//c\n1",
                "\"a\nb\"",
                "\"\t\"",
                "\"\\x\"",
                "\"\\u12\"",
                "\"\\u0000\"",
                "{\"\\u0000\":1}",
                "\"\\ud83d\"",
                "\"\\ude00\"",
                "\"\\ud83d\\ud83d\"",
                "\"\\ud83dx\"",
                "\"",
                "[",
                "}",
                "\u00A0 1"));
        candidates.addAll(
                List.of("1e131071", "1e131072", "1e-16383", "1e-16384", "9".repeat(131_072), "9".repeat(131_073)));
        candidates.add("0." + "9".repeat(16_383));
        candidates.add("0." + "9".repeat(16_384));
        candidates.add("[".repeat(1000) + "]".repeat(1000));
        try (Connection connection = PGMQ.dataSource().getConnection()) {
            for (String candidate : candidates) {
                assertThat(storable(candidate))
                        .as(candidate.length() > 50 ? candidate.substring(0, 50) : candidate)
                        .isEqualTo(jsonb(connection, candidate));
            }
        }
    }

    @Test
    void headersTravelBothWays() throws Exception {
        Map<String, Object> headers = Map.of(
                "text",
                "grün \uD83D\uDE00",
                "int",
                1,
                "long",
                3_000_000_000L,
                "decimal",
                new BigDecimal("0.10000000000000000000001"),
                "yes",
                true,
                "",
                "empty name",
                "it's \"strange\"",
                "x".repeat(100_000),
                "traceparent",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "breadcrumbId",
                "ABC-1",
                PgmqConstants.GROUP,
                "g1");
        consume("");
        template.sendBodyAndHeaders("pgmq:" + queue, "{}", headers);

        assertThat(received(1).get(0).getMessage().getHeaders())
                .containsAllEntriesOf(headers)
                .containsEntry("x-pgmq-group", "g1");
        assertThat(text("SELECT count(*) FROM pgmq.q_" + queue
                        + " q, jsonb_object_keys(q.headers) k WHERE k ILIKE 'camel%'"))
                .isEqualTo("0");
    }

    @Test
    void hostileRowsAreHarmless() throws Exception {
        consume("?pollInterval=1s");
        String[] columns = {
            "'{\"CamelFileName\":\"x\",\"camelHttpUri\":\"x\",\"CAMELPGMQQUEUE\":\"x\",\"cAmElX\":1,\"ok\":1}'",
            "'[{\"CamelFileName\":\"x\"}]'",
            "'\"CamelFileName\"'",
            "'null'",
            "'{\"a\":{\"CamelFileName\":\"x\"},\"b\":[\"CamelFileName\"],\"x-pgmq-group\":{}}'",
            "('{\"a\":' || repeat('[', 3000) || repeat(']', 3000) || ',\"n\":' || repeat('9', 100000) || '}')::jsonb"
        };
        for (String headers : columns) {
            sql("INSERT INTO " + queue.table() + " (vt, message, headers) VALUES (now(), '{}', " + headers + ")");
        }
        List<Exchange> exchanges = received(columns.length);
        assertThat(exchanges).allSatisfy(e -> {
            assertThat(e.getMessage().getHeader(PgmqConstants.QUEUE)).isEqualTo(queue.name());
            assertThat(e.getMessage().getHeaders().keySet()).allSatisfy(name -> assertThat(name)
                    .doesNotContainIgnoringCase("CamelFileName")
                    .doesNotContainIgnoringCase("camelHttpUri")
                    .doesNotContainIgnoringCase("camelX"));
        });
        assertThat(exchanges.get(0).getMessage().getHeader("ok")).isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(text("SELECT count(*) FROM " + queue.table())).isEqualTo("0"));
    }

    private List<Exchange> received(int count) {
        await().untilAsserted(() -> assertThat(handled).hasSize(count));
        return handled;
    }

    private static boolean storable(String text) {
        try {
            JsonBodies.toJson(text);
            return true;
        } catch (InvalidBodyException e) {
            return false;
        }
    }

    private static boolean jsonb(Connection connection, String text) {
        try (PreparedStatement statement = connection.prepareStatement("SELECT ?::jsonb IS NULL")) {
            statement.setString(1, text);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            return false;
        }
    }
}
