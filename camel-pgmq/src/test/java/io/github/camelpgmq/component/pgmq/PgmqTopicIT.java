/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static io.github.camelpgmq.component.pgmq.PgmqConstants.ROUTING_KEY;
import static io.github.camelpgmq.component.pgmq.PgmqConstants.TOPIC_PATTERN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;
import static org.assertj.core.groups.Tuple.tuple;

import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueNotFoundException;
import io.github.camelpgmq.component.pgmq.client.SentMessage;
import io.github.camelpgmq.component.pgmq.client.TopicBinding;
import io.github.camelpgmq.component.pgmq.client.UnroutableMessageException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PgmqTopicIT extends ProducerTestBase {

    private static final String SEND = "pgmq:*?operation=sendTopic";

    private QueueName second;

    @BeforeEach
    void bind() throws Exception {
        sql("DELETE FROM pgmq.topic_bindings");
        second = newQueue("orders");
        good(operate("bindTopic", Map.of(TOPIC_PATTERN, "orders.#")));
        good(send("pgmq:" + second + "?operation=bindTopic&topicPattern=*.created", "the body", Map.of()));
    }

    @Test
    void sendsToEveryBoundQueue() {
        Exchange exchange = good(send(
                SEND + "&routingKey=orders.created",
                Map.of("n", 1),
                Map.of("tenant", "acme", PgmqConstants.DELAY, "1h", PgmqConstants.GROUP, "g")));
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("n", 1));
        assertThat(exchange.getMessage().getHeader(PgmqConstants.SENT))
                .asInstanceOf(list(SentMessage.class))
                .containsExactlyInAnyOrder(
                        new SentMessage(queue.name(), stored(queue).get(0).id()),
                        new SentMessage(second.name(), stored(second).get(0).id()));
        assertThat(List.of(stored(queue).get(0), stored(second).get(0))).allSatisfy(message -> {
            assertThat(message.headers()).isEqualTo("{\"tenant\": \"acme\", \"x-pgmq-group\": \"g\"}");
            assertThat(Duration.between(message.enqueuedAt(), message.visibleAt()))
                    .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        });
    }

    @Test
    void routingKeyHeaderWins() {
        good(send(SEND + "&routingKey=orders.created", "1", Map.of(ROUTING_KEY, "orders.eu.paid")));
        assertThat(stored(queue)).extracting(PgmqMessage::body).containsExactly("1");
        assertThat(stored(second)).isEmpty();
        assertThat(failure(send(SEND, "1", Map.of())))
                .hasMessageContaining("operation=sendTopic needs the option routingKey or the header " + ROUTING_KEY);
        assertThat(failure(send(SEND, "1", Map.of(ROUTING_KEY, "a b"))))
                .isInstanceOf(PgmqException.class)
                .hasMessageContaining("topic 'a b'");
    }

    @Test
    void whatNobodyWouldGetIsAnErrorUnlessThatIsWanted() {
        assertThat(failure(send(SEND + "&routingKey=payments", "1", Map.of())))
                .isInstanceOf(UnroutableMessageException.class)
                .hasMessageContaining("'payments'")
                .hasMessageContaining("mandatory=false");
        Exchange exchange = good(send(SEND + "&mandatory=false&routingKey=payments", "1", Map.of()));
        assertThat(exchange.getMessage().getHeader(PgmqConstants.SENT)).isEqualTo(List.of());
    }

    @Test
    void listsAndEndsBindings() {
        assertThat(bindings())
                .extracting(TopicBinding::pattern, TopicBinding::queue)
                .containsExactlyInAnyOrder(tuple("orders.#", queue.name()), tuple("*.created", second.name()));
        Exchange unbound = good(operate("unbindTopic&topicPattern=orders.%23", Map.of()));
        assertThat(unbound.getMessage().getHeader(PgmqConstants.AFFECTED)).isEqualTo(1L);
        assertThat(unbound.getMessage().getBody()).isEqualTo("the body");
        assertThat(good(operate("unbindTopic", Map.of(TOPIC_PATTERN, "orders.#")))
                        .getMessage()
                        .getHeader(PgmqConstants.AFFECTED))
                .isEqualTo(0L);
        assertThat(bindings()).hasSize(1);
    }

    @Test
    void bindingNeedsAPatternAndAQueue() {
        for (String operation : List.of("bindTopic", "unbindTopic")) {
            assertThat(failure(operate(operation, Map.of())))
                    .hasMessageContaining(
                            "operation=" + operation + " needs the option topicPattern or the header " + TOPIC_PATTERN);
        }
        assertThat(failure(send(
                        "pgmq:*?operation=bindTopic&topicPattern=a",
                        null,
                        Map.of(PgmqConstants.OVERRIDE_QUEUE, "nowhere"))))
                .isInstanceOf(QueueNotFoundException.class);
    }

    private List<TopicBinding> bindings() {
        List<?> bindings = good(send("pgmq:*?operation=listTopicBindings", null, Map.of()))
                .getMessage()
                .getBody(List.class);
        return bindings.stream().map(TopicBinding.class::cast).toList();
    }
}
