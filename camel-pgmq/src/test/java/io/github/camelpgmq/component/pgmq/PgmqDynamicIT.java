/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueNotFoundException;
import io.github.camelpgmq.support.AtOnce;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;

class PgmqDynamicIT extends ProducerTestBase {

    @Test
    void oneEndpointServesAllQueues() throws Exception {
        routeToDynamic("pgmq:${header.queue}?delay=1h");
        List<QueueName> queues = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            QueueName target = newQueue("orders");
            queues.add(target);
            Exchange exchange = good(send("direct:in", Map.of("n", i), Map.of("queue", target.name())));
            assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(PgmqConstants.OVERRIDE_QUEUE);
            assertThat(exchange.getMessage().getHeader(PgmqConstants.QUEUE)).isEqualTo(target.name());
        }
        for (int i = 0; i < 50; i++) {
            assertThat(stored(queues.get(i))).extracting(PgmqMessage::body).containsExactly("{\"n\": " + i + "}");
        }
        assertThat(camel.getEndpoints())
                .filteredOn(PgmqEndpoint.class::isInstance)
                .extracting(Endpoint::getEndpointUri)
                .containsExactly("pgmq://*?delay=1h");
    }

    @Test
    void missingQueueIsNamed() throws Exception {
        routeToDynamic("pgmq:${header.queue}");
        assertThat(failure(send("direct:in", "1", Map.of("queue", "nowhere"))))
                .isInstanceOf(QueueNotFoundException.class)
                .hasMessageContaining("'nowhere'")
                .hasMessageContaining("autoCreateQueue=true");
    }

    @Test
    void hostileNamesAddNoOptionsAndNoSql() throws Exception {
        routeToDynamic("pgmq:${header.queue}");
        assertThat(failure(send("direct:in", "1", Map.of("queue", queue + "?delay=1h"))))
                .isInstanceOf(QueueNotFoundException.class);
        for (String name : List.of("a;DROP TABLE x", "a'b", "a--b", "", "x".repeat(48), "Upper", "ä")) {
            assertThat(failure(send("direct:in", "1", Map.of("queue", name))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Queue name '" + name + "'");
        }
        assertThat(stored()).isEmpty();
    }

    @Test
    void createsMissingQueuesWhenAskedAndAgainWhenTheyAreGone() throws Exception {
        routeToDynamic("pgmq:${header.queue}?autoCreateQueue=true&queueType=unlogged");
        QueueName name = newName("orders");
        Map<String, Object> headers = Map.of("queue", name.name());
        good(send("direct:in", "1", headers));
        good(send("direct:in", "2", headers));
        assertThat(stored(name)).hasSize(2);
        assertThat(client.listQueues())
                .filteredOn(one -> one.name().equals(name.name()))
                .singleElement()
                .matches(QueueInfo::unlogged);

        client.dropQueue(name);
        assertThat(failure(send("direct:in", "3", headers))).isInstanceOf(QueueNotFoundException.class);
        good(send("direct:in", "4", headers));
        assertThat(stored(name)).extracting(PgmqMessage::body).containsExactly("4");
    }

    @Test
    void aQueueThatIsDroppedByTheProducerIsCreatedAgainByIt() {
        QueueName name = newName("orders");
        String uri = "pgmq:*?autoCreateQueue=true";
        good(send(uri, "1", Map.of(PgmqConstants.OVERRIDE_QUEUE, name.name())));
        good(send(uri, "", Map.of(PgmqConstants.OVERRIDE_QUEUE, name.name(), PgmqConstants.OPERATION, "dropQueue")));
        good(send(uri, "2", Map.of(PgmqConstants.OVERRIDE_QUEUE, name.name())));
        assertThat(stored(name)).extracting(PgmqMessage::body).containsExactly("2");
    }

    @Test
    void aNewQueueStaysWhenItsFirstMessageIsRolledBack() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .toD("pgmq:${header.queue}?autoCreateQueue=true")
                        .filter(header("fail"))
                        .throwException(new IllegalStateException("rolled back"));
            }
        });
        QueueName name = newName("orders");
        failure(send("direct:in", "1", Map.of("queue", name.name(), "fail", true)));
        assertThat(stored(name)).isEmpty();
        good(send("direct:in", "2", Map.of("queue", name.name(), "fail", false)));
        assertThat(stored(name)).extracting(PgmqMessage::body).containsExactly("2");
    }

    @Test
    void manyThreadsCreateAQueueOnce() throws Exception {
        routeToDynamic("pgmq:${header.queue}?autoCreateQueue=true");
        List<QueueName> names = List.of(newName("orders"), newName("orders"), newName("orders"));
        AtOnce.run(8, number -> {
            for (int i = 0; i < 6; i++) {
                String name = names.get((number + i) % 3).name();
                good(send("direct:in", "1", Map.of("queue", name)));
            }
            return null;
        });
        assertThat(names).allSatisfy(name -> assertThat(stored(name)).hasSize(16));
    }

    @Test
    void overrideHeaderWinsOverTheEndpointsQueueAndIsTakenOff() {
        QueueName other = newQueue("orders");
        Exchange exchange = good(send("pgmq:" + queue, "1", Map.of(PgmqConstants.OVERRIDE_QUEUE, other.name())));
        assertThat(stored(queue)).isEmpty();
        assertThat(stored(other)).hasSize(1);
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(PgmqConstants.OVERRIDE_QUEUE);

        Exchange refused = send("pgmq:" + queue, "{no", Map.of(PgmqConstants.OVERRIDE_QUEUE, other.name()));
        failure(refused);
        assertThat(refused.getMessage().getHeaders()).doesNotContainKey(PgmqConstants.OVERRIDE_QUEUE);
    }

    @Test
    void redeliveryGoesToTheSameQueue() throws Exception {
        QueueName later = newName("orders");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(defaultErrorHandler()
                        .maximumRedeliveries(3)
                        .redeliveryDelay(0)
                        .onRedelivery(e -> client.createQueue(later)));
                from("direct:in")
                        .setHeader(PgmqConstants.OVERRIDE_QUEUE, constant(later.name()))
                        .to("pgmq:" + queue);
            }
        });
        good(send("direct:in", "1", Map.of()));
        assertThat(stored(later)).hasSize(1);
        assertThat(stored(queue)).isEmpty();
    }

    private void routeToDynamic(String uri) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in").toD(uri);
            }
        });
    }
}
