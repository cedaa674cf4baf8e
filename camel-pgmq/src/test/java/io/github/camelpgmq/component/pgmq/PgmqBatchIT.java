/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

class PgmqBatchIT extends ProducerTestBase {

    private record Order(int id, String customer) {}

    @Test
    void sendsEachElementInOrder() {
        Exchange exchange = good(batch(
                Arrays.asList("{\"a\": 1}", Map.of("b", 2), new Order(3, "acme"), 4, null, "\"five\""), Map.of()));
        assertThat(stored())
                .extracting(PgmqMessage::body)
                .containsExactly(
                        "{\"a\": 1}", "{\"b\": 2}", "{\"id\": 3, \"customer\": \"acme\"}", "4", "null", "\"five\"");
        assertThat(exchange.getMessage().getHeader(PgmqConstants.MESSAGE_IDS))
                .isEqualTo(stored().stream().map(PgmqMessage::id).toList());
        assertThat(exchange.getMessage().getHeader(PgmqConstants.QUEUE)).isEqualTo(queue.name());
    }

    @Test
    void takesStreamsIteratorsAndArrays() {
        good(batch(Stream.of("1", "2"), Map.of()));
        good(batch(List.of("3").iterator(), Map.of()));
        good(batch(new String[] {"4", "5"}, Map.of()));
        good(batch(IntStream.rangeClosed(6, 2_000), Map.of()));
        assertThat(stored())
                .extracting(PgmqMessage::body)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 2_000)
                        .mapToObj(String::valueOf)
                        .toList());
    }

    @Test
    void anElementsOwnHeadersGroupAndDelayWin() {
        Message message = new DefaultMessage(camel);
        message.setBody("2");
        message.setHeader("tenant", "mine");
        message.setHeader("only", true);
        message.setHeader(PgmqConstants.GROUP, "b");
        message.setHeader(PgmqConstants.DELAY, Duration.ofHours(2));
        Exchange element = new DefaultExchange(camel);
        element.getMessage().setBody("3");
        element.getMessage().setHeader("x-pgmq-group", "c");
        element.getMessage().setHeader("CamelFileName", "secret");

        good(batch(
                List.of("1", message, element),
                Map.of("tenant", "acme", PgmqConstants.GROUP, "a", PgmqConstants.DELAY, "1h")));

        assertThat(stored())
                .extracting(PgmqMessage::headers)
                .containsExactly(
                        "{\"tenant\": \"acme\", \"x-pgmq-group\": \"a\"}",
                        "{\"only\": true, \"tenant\": \"mine\", \"x-pgmq-group\": \"b\"}",
                        "{\"tenant\": \"acme\", \"x-pgmq-group\": \"c\"}");
        assertThat(stored())
                .extracting(one -> Math.round(
                        Duration.between(one.enqueuedAt(), one.visibleAt()).toMinutes() / 60.0))
                .containsExactly(1L, 2L, 1L);
    }

    @Test
    void messagesThatWereReadCanBeSentOn() throws Exception {
        good(batch(List.of("1", "2"), Map.of("tenant", "acme", PgmqConstants.GROUP, "a")));
        Exchange read = good(operate("read&quantity=2", Map.of()));
        var target = newQueue("orders");
        good(send("pgmq:" + target + "?operation=sendBatch", read.getMessage().getBody(), Map.of()));
        assertThat(stored(target)).allSatisfy(one -> assertThat(one.headers())
                .isEqualTo("{\"tenant\": \"acme\", \"x-pgmq-group\": \"a\"}"));
        assertThat(stored(target)).extracting(PgmqMessage::body).containsExactly("1", "2");
    }

    @Test
    void anEmptyBatchIsNoWorkForTheDatabase() {
        good(batch(List.of("1"), Map.of()));
        client.dropQueue(queue);
        Exchange exchange = good(batch(List.of(), Map.of()));
        assertThat(exchange.getMessage().getHeader(PgmqConstants.MESSAGE_IDS)).isEqualTo(List.of());
        assertThat(exchange.getMessage().getBody()).isEqualTo(List.of());
    }

    @Test
    void oneBadElementIsNamedAndNothingIsSent() {
        assertThat(failure(batch(List.of("1", "2", "{no"), Map.of())))
                .isInstanceOf(InvalidBodyException.class)
                .hasMessageContaining("element 2")
                .hasMessageContaining("not valid JSON");
        Message late = new DefaultMessage(camel);
        late.setBody("{}");
        late.setHeader(PgmqConstants.DELAY, "soon");
        assertThat(failure(batch(List.of("1", late), Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("element 1")
                .hasMessageContaining("Header CamelPgmqDelay is 'soon'");
        assertThat(stored()).isEmpty();
    }

    @Test
    void aBodyWithoutElementsIsRefused() {
        assertThat(failure(batch("[1,2]", Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operation=sendBatch needs a body with elements")
                .hasMessageContaining("java.lang.String");
        assertThat(stored()).isEmpty();
    }

    private Exchange batch(Object body, Map<String, Object> headers) {
        return send("pgmq:" + queue + "?operation=sendBatch", body, headers);
    }
}
