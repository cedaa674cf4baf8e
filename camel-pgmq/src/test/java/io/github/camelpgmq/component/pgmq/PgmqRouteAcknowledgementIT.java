/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.client.LeaseLostException;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes that acknowledge by themselves, with ackMode=none. */
class PgmqRouteAcknowledgementIT extends ProducerTestBase {

    private String consumer;

    @BeforeEach
    void createTable() throws Exception {
        sql("DROP TABLE IF EXISTS effect");
        sql("CREATE TABLE effect (id bigint)");
        consumer = "pgmq:" + queue + "?ackMode=none&visibilityTimeout=60s";
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void deletesAndArchives(boolean transacted) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(consumer + "&transacted=" + transacted)
                        .toD("pgmq:" + queue + "?operation=${header.how}")
                        .process(handled::add);
            }
        });
        good(send("pgmq:" + queue, "1", Map.of("how", "delete")));
        good(send("pgmq:" + queue, "2", Map.of("how", "archive")));
        await().untilAsserted(() -> assertThat(handled).hasSize(2));
        await().untilAsserted(() -> assertThat(stored()).isEmpty());
        assertThat(rows(queue.archiveTable())).isOne();
        assertThat(handled).allSatisfy(one -> assertThat(one.getMessage().getHeader(PgmqConstants.AFFECTED))
                .isEqualTo(1L));
    }

    @Test
    void withoutAnOperationTheMessageStays() throws Exception {
        route(consumer);
        good(send("pgmq:" + queue, "1", Map.of()));
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        camel.getRouteController().stopAllRoutes();
        assertThat(stored()).hasSize(1);
    }

    @Test
    void setVisibilityTimeoutGivesTheMessageBack() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(consumer + "&pollInterval=300s")
                        .process(e -> handled.add(e.copy()))
                        .choice()
                        .when(header(PgmqConstants.READ_COUNT).isEqualTo(1))
                        .to("pgmq:" + queue + "?operation=setVisibilityTimeout&visibilityTimeout=1s")
                        .otherwise()
                        .to("pgmq:" + queue + "?operation=delete");
            }
        });
        good(send("pgmq:" + queue, "1", Map.of()));
        await().untilAsserted(() -> assertThat(handled).hasSize(2));
        await().untilAsserted(() -> assertThat(stored()).isEmpty());
    }

    @Test
    void sendingElsewhereDoesNotMixUpTheIds() throws Exception {
        QueueName other = newQueue("orders");
        // The id that the other queue gives is that of a bystander here.
        for (int i = 1; i <= 2; i++) {
            client.send(other, "0", null, null);
        }
        for (int i = 1; i <= 2; i++) {
            client.delete(queue, List.of(client.send(queue, "0", null, null)));
        }
        client.send(other, "0", null, null);
        good(send("pgmq:" + queue, "1", Map.of()));
        client.send(queue, "\"bystander\"", null, Duration.ofHours(1));

        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(consumer)
                        .to("pgmq:" + other)
                        .to("pgmq:" + queue + "?operation=delete")
                        .process(handled::add);
            }
        });
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        assertThat(stored(other)).last().extracting(PgmqMessage::id).isEqualTo(4L);
        assertThat(stored()).extracting(PgmqMessage::body).containsExactly("\"bystander\"");
    }

    @Test
    void sendingAgainToTheSameQueueDoesNotMixUpTheIds() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(consumer)
                        .setBody(constant("\"again\""))
                        .to("pgmq:" + queue + "?delay=1h")
                        .to("pgmq:" + queue + "?operation=archive")
                        .process(handled::add);
            }
        });
        good(send("pgmq:" + queue, "1", Map.of()));
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        assertThat(stored()).extracting(PgmqMessage::body).containsExactly("\"again\"");
        assertThat(rows(queue.archiveTable())).isOne();
    }

    @Test
    void otherMessagesAreKnownByTheirIdsAlone() throws Exception {
        QueueName other = newQueue("orders");
        long first = client.send(other, "1", null, null);
        long otherOne = client.send(queue, "\"later\"", null, Duration.ofHours(1));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(consumer)
                        .process(e -> e.getMessage()
                                .setHeader(
                                        PgmqConstants.MESSAGE_ID,
                                        List.of(otherOne, e.getMessage().getHeader(PgmqConstants.MESSAGE_ID))))
                        .to("pgmq:" + queue + "?operation=delete")
                        .process(e -> handled.add(e.copy()))
                        .setHeader(PgmqConstants.MESSAGE_ID, constant(first))
                        .to("pgmq:" + other + "?operation=delete")
                        .process(e -> handled.add(e.copy()));
            }
        });
        good(send("pgmq:" + queue, "1", Map.of()));
        await().untilAsserted(() -> assertThat(handled).hasSize(2));
        assertThat(handled)
                .extracting(one -> one.getMessage().getHeader(PgmqConstants.AFFECTED))
                .containsExactly(2L, 1L);
        assertThat(stored()).isEmpty();
        assertThat(stored(other)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete", "archive", "setVisibilityTimeout"})
    void aLostLeaseIsAnErrorAndChangesNothing(String operation) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(consumer)
                        .process(anotherReaderTakesTheMessage())
                        .doTry()
                        .to("pgmq:" + queue + "?visibilityTimeout=10s&operation=" + operation)
                        .doCatch(LeaseLostException.class)
                        .process(handled::add);
            }
        });
        good(send("pgmq:" + queue, "1", Map.of()));
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        assertThat(handled.get(0).getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class))
                .hasMessageContaining(queue.name())
                .hasMessageContaining("visibilityTimeout");
        assertThat(stored()).singleElement().extracting(PgmqMessage::readCount).isEqualTo(2);
    }

    @Test
    void aLostLeaseRollsTheRouteBack() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                onException(LeaseLostException.class).process(e -> handled.add(e.copy()));
                from(consumer + "&transacted=true")
                        .to("sql:INSERT INTO effect VALUES (1)")
                        .process(anotherReaderTakesTheMessage())
                        .to("pgmq:" + queue + "?operation=delete");
            }
        });
        good(send("pgmq:" + queue, "1", Map.of()));
        await().untilAsserted(() -> assertThat(handled).hasSize(1));
        camel.getRouteController().stopAllRoutes();
        assertThat(rows("effect")).isZero();
        assertThat(stored()).hasSize(1);
    }

    @Test
    void whatFailsAfterItsAcknowledgementIsRolledBackWithIt() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?ackMode=none&transacted=true&visibilityTimeout=1s")
                        .to("sql:INSERT INTO effect VALUES (1)")
                        .to("pgmq:" + queue + "?operation=delete")
                        .process(e -> {
                            handled.add(e.copy());
                            if (handled.size() == 1) {
                                throw new IllegalStateException("first try");
                            }
                        });
            }
        });
        good(send("pgmq:" + queue, "1", Map.of()));
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(handled).hasSize(2));
        await().untilAsserted(() -> assertThat(stored()).isEmpty());
        assertThat(rows("effect")).isOne();
    }

    private Processor anotherReaderTakesTheMessage() {
        return exchange -> sql("UPDATE " + queue.table() + " SET read_ct = read_ct + 1");
    }
}
