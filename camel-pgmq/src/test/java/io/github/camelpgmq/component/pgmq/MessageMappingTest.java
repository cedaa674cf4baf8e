/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.camelpgmq.component.pgmq.PgmqConfiguration.MessageFormat;
import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.converter.stream.InputStreamCache;
import org.apache.camel.converter.stream.ReaderCache;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageMappingTest {

    private static final QueueName QUEUE = QueueName.of("orders");
    private static final Instant SENT = Instant.parse("2026-01-02T03:04:05.678Z");

    enum Color {
        RED
    }

    record Order(int id, BigDecimal amount) {}

    public static final class Customer {
        private String name;

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    private final CamelContext camel = new DefaultCamelContext();
    private Exchange exchange;

    @BeforeEach
    void start() {
        camel.start();
        exchange = new DefaultExchange(camel);
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    @Test
    void consumedJsonIsTextThatConverts() throws Exception {
        Message message = consumed("{\"id\": 1, \"amount\": 0.10000000000000000000001, \"more\": [1]}");

        assertThat(message.getBody()).isInstanceOf(String.class);
        assertThat((Object) message.getBody(Map.class))
                .isEqualTo(Map.of("id", 1, "amount", new BigDecimal("0.10000000000000000000001"), "more", List.of(1)));
        assertThat(message.getBody(Order.class)).isEqualTo(new Order(1, new BigDecimal("0.10000000000000000000001")));
        assertThat(message.getMandatoryBody(Order.class).id()).isEqualTo(1);
        assertThat(message.getBody(JsonNode.class).get("id").intValue()).isEqualTo(1);
        assertThat(message.getBody(String.class)).startsWith("{\"id\": 1");
        assertThat(message.getBody(byte[].class)).isNotEmpty();
        assertThat(message.getBody(InputStream.class)).isNotNull();
        assertThat(consumed("{\"name\":\"x\"}").getBody(Customer.class).getName())
                .isEqualTo("x");
        assertThat((Object) consumed("[1,\"a\"]").getBody(List.class)).isEqualTo(List.of(1, "a"));
        assertThat((Object) consumed("[1,2]").getBody(Collection.class)).isEqualTo(List.of(1, 2));
        assertThat((Object) consumed("[1,2]").getBody(Set.class)).isEqualTo(Set.of(1, 2));
        assertThat(consumed("[1,2]").getBody(int[].class)).containsExactly(1, 2);
        assertThat(consumed("[{\"id\":1}]").getBody(Order[].class)).containsExactly(new Order(1, null));
        assertThat(consumed("\"RED\"").getBody(Color.class)).isEqualTo(Color.RED);
        assertThat(consumed("\"2026-01-02\"").getBody(LocalDate.class)).isEqualTo(LocalDate.of(2026, 1, 2));
        assertThat(consumed("\"" + new UUID(1, 2) + "\"").getBody(UUID.class)).isEqualTo(new UUID(1, 2));
        assertThat(consumed("42").getBody(Integer.class)).isEqualTo(42);
        assertThat(consumed("12345678901234567890.5").getBody(BigDecimal.class))
                .isEqualTo(new BigDecimal("12345678901234567890.5"));
        assertThat(consumed("true").getBody(boolean.class)).isTrue();
    }

    @Test
    void stringsOfOtherMessagesAreLeftAlone() {
        exchange.getMessage().setBody("{\"id\":1}");
        // Camel remembers that a String does not convert to these, which must not matter to our messages.
        assertThat((Object) exchange.getMessage().getBody(Map.class)).isNull();
        assertThat(exchange.getMessage().getBody(Order.class)).isNull();

        assertThat((Object) consumed("{\"id\":1}").getBody(Map.class)).isEqualTo(Map.of("id", 1));
        assertThat(consumed("{\"id\":1}").getBody(Order.class)).isEqualTo(new Order(1, null));

        Exchange other = new DefaultExchange(camel);
        other.getMessage().setBody("{\"id\":1}");
        assertThat((Object) other.getMessage().getBody(Map.class)).isNull();
        assertThat(other.getMessage().getBody(Order.class)).isNull();
    }

    @Test
    void whatARouteSetsInsteadIsAnOrdinaryBody() {
        Message message = consumed("{\"id\":1}");
        message.setBody(new String("{\"id\":1}"));
        assertThat(message.getBody(Order.class)).isNull();
    }

    @Test
    void copiesConvertToo() {
        exchange.setIn(consumed("{\"id\":1}"));
        exchange.getMessage().setHeader("a", 1);
        Exchange copy = exchange.copy();
        assertThat(copy.getMessage().getBody(Order.class)).isEqualTo(new Order(1, null));
        assertThat((Object) copy.getMessage().copy().getBody(Map.class)).isEqualTo(Map.of("id", 1));
        assertThat(copy.getMessage().getHeader("a")).isEqualTo(1);
    }

    @Test
    void jsonThatDoesNotFitIsAClearError() {
        Message message = consumed("{\"id\":\"" + "x".repeat(5_000_000) + "\"}");
        assertThatThrownBy(() -> message.getBody(Order.class))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("The JSON does not fit " + Order.class.getName())
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(10_000));
        assertThatThrownBy(() -> message.getMandatoryBody(Order.class)).isInstanceOf(InvalidPayloadException.class);
        assertThatThrownBy(() -> consumed("[1]").getBody(Map.class)).isInstanceOf(TypeConversionException.class);
        assertThatThrownBy(() -> consumed("\"GREEN\"").getBody(Color.class))
                .isInstanceOf(TypeConversionException.class);
    }

    @Test
    void typesThatAreNotMadeOfJsonAreCamelsBusiness() {
        assertThat(consumed("{}").getBody(DataSource.class)).isNull();
        assertThat(consumed("{}").getBody(CamelContext.class)).isNull();
        assertThat(consumed("{}").getBody(Thread.class)).isNull();
        assertThatThrownBy(() -> consumed("{}").getMandatoryBody(DataSource.class))
                .isInstanceOf(InvalidPayloadException.class);
    }

    @Test
    void converterOfTheApplicationWinsAlsoWhenItComesLater() {
        assertThat(consumed("{\"id\":1}").getBody(Order.class).id()).isEqualTo(1);
        camel.getTypeConverterRegistry()
                .addTypeConverter(Order.class, String.class, new org.apache.camel.support.TypeConverterSupport() {
                    @Override
                    public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
                        return type.cast(new Order(7, null));
                    }
                });
        assertThat(consumed("{\"id\":1}").getBody(Order.class).id()).isEqualTo(7);
    }

    @Test
    void converterThatHasFailedWithOneTextIsAskedForTheNext() {
        camel.getTypeConverterRegistry()
                .addTypeConverter(Order.class, String.class, new org.apache.camel.support.TypeConverterSupport() {
                    @Override
                    public <T> T convertTo(Class<T> type, Exchange exchange, Object value) {
                        if (value.equals("{\"id\":1}")) {
                            throw new IllegalStateException("not this one");
                        }
                        return type.cast(new Order(7, null));
                    }
                });
        assertThat(consumed("{\"id\":1}").getBody(Order.class).id()).isEqualTo(1);
        assertThat(consumed("{\"id\":2}").getBody(Order.class).id()).isEqualTo(7);
    }

    @Test
    void nullsAreNull() {
        for (MessageFormat format : MessageFormat.values()) {
            assertThat(mapping(format).body(null, exchange)).isEqualTo("null");
            for (String stored : new String[] {"null", null}) {
                Message message = mapping(format).message(stored(stored, null), QUEUE, exchange);
                exchange.setIn(message);
                assertThat(message.getBody()).isNull();
                assertThat((Object) message.getBody(Map.class)).isNull();
            }
        }
    }

    @Test
    void headersSayWhatIsKnownOfTheMessage() {
        Message message = mapping(MessageFormat.json)
                .message(
                        new PgmqMessage(7, 2, SENT, SENT.plusSeconds(30), "{}", "{\"x-pgmq-group\":5,\"a\":\"b\"}"),
                        QUEUE,
                        exchange);
        assertThat(message.getHeaders())
                .containsEntry(PgmqConstants.MESSAGE_ID, 7L)
                .containsEntry(PgmqConstants.READ_COUNT, 2)
                .containsEntry(PgmqConstants.ENQUEUED_AT, SENT)
                .containsEntry(PgmqConstants.VISIBLE_AT, SENT.plusSeconds(30))
                .containsEntry(PgmqConstants.QUEUE, "orders")
                .containsEntry(PgmqConstants.GROUP, "5")
                .containsEntry("a", "b");
        exchange.setIn(message);
        assertThat(message.getMessageTimestamp()).isEqualTo(SENT.toEpochMilli());
    }

    @Test
    void groupThatIsGivenWinsOverTheOneThatWasStored() {
        MessageMapping mapping = mapping(MessageFormat.json);
        assertThat(group(mapping, Map.of(), "given")).isEqualTo("given");
        assertThat(group(mapping, Map.of(Selection.GROUP_HEADER, "kept"), "given"))
                .isEqualTo("given");
        assertThat(group(mapping, Map.of(Selection.GROUP_HEADER, "kept"), null)).isEqualTo("kept");
        assertThat(mapping.headers(Map.of(), null, Map.of(), exchange)).isNull();
    }

    @Test
    void bytesStreamsAndFilesAreReadAsText(@TempDir Path directory) throws Exception {
        String json = "{\"a\":\"grün \uD83D\uDE00\"}";
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        Path file = Files.write(directory.resolve("body.json"), bytes);
        for (Object body : new Object[] {
            bytes,
            ByteBuffer.wrap(bytes),
            new ByteArrayInputStream(bytes),
            new InputStreamCache(bytes),
            new StringReader(json),
            new ReaderCache(json),
            file.toFile()
        }) {
            assertThat(mapping(MessageFormat.json).body(body, exchange)).isEqualTo(json);
        }
        assertThat(mapping(MessageFormat.text).body(bytes, exchange)).isEqualTo(JsonBodies.quoted(json));
        byte[] marked = ("\uFEFF" + json).getBytes(StandardCharsets.UTF_8);
        assertThat(mapping(MessageFormat.json).body(marked, exchange)).isEqualTo(json);
    }

    @Test
    void bytesAreInTheExchangesCharset() {
        byte[] latin = "{\"a\":\"grün\"}".getBytes(StandardCharsets.ISO_8859_1);
        for (MessageFormat format : MessageFormat.values()) {
            assertThatThrownBy(() -> mapping(format).body(latin, exchange))
                    .isInstanceOf(InvalidBodyException.class)
                    .hasMessageContaining("UTF-8")
                    .hasMessageContaining(Exchange.CHARSET_NAME);
        }
        exchange.setProperty(Exchange.CHARSET_NAME, "ISO-8859-1");
        assertThat(mapping(MessageFormat.json).body(latin, exchange)).isEqualTo("{\"a\":\"grün\"}");
    }

    @Test
    void textIsAnyText() {
        MessageMapping mapping = mapping(MessageFormat.text);
        for (String text : List.of("", "null", "{\"a\":1}", "a \"b\"\\\n\r\n\tgrün \uD83D\uDE00\u2028", "\uFEFFx")) {
            String stored = mapping.body(text, exchange);
            assertThat(mapping.message(stored(stored, null), QUEUE, exchange).getBody())
                    .isEqualTo(text);
        }
        assertThat(mapping.body(42, exchange)).isEqualTo("\"42\"");
        Message json = mapping.message(stored("{\"a\": 1}", null), QUEUE, exchange);
        assertThat(json.getBody()).isEqualTo("{\"a\": 1}");
        assertThatThrownBy(() -> mapping.body("a\0", exchange)).isInstanceOf(InvalidBodyException.class);
    }

    private Message consumed(String json) {
        Message message = mapping(MessageFormat.json).message(stored(json, null), QUEUE, exchange);
        exchange.setIn(message);
        return message;
    }

    private Object group(MessageMapping mapping, Map<String, Object> headers, String option) {
        return JsonBodies.scalars(mapping.headers(headers, option, Map.of(), exchange))
                .get(Selection.GROUP_HEADER);
    }

    private static PgmqMessage stored(String body, String headers) {
        return new PgmqMessage(1, 1, SENT, SENT, body, headers);
    }

    private static MessageMapping mapping(MessageFormat format) {
        return new MessageMapping(new HeaderMapping(HeaderMapping.defaultStrategy()), format);
    }
}
