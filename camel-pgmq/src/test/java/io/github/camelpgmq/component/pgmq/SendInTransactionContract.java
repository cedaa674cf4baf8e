/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.UnroutableMessageException;
import io.github.camelpgmq.support.AtOnce;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds for a producer inside of a transaction, whoever manages that. */
abstract class SendInTransactionContract extends ProducerTestBase {

    @Test
    void operationsAreCommittedOrRolledBackWithTheRoute() throws Exception {
        long leased = client.send(queue, "0", null, null);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .to("pgmq:" + queue)
                        .setBody(constant(List.of("2", "3")))
                        .to("pgmq:" + queue + "?operation=sendBatch")
                        .setHeader(PgmqConstants.MESSAGE_ID, constant(leased))
                        .to("pgmq:" + queue + "?operation=delete")
                        .process(e -> assertThat(stored())
                                .extracting(PgmqMessage::body)
                                .containsExactly("0"))
                        .filter(header("fail"))
                        .throwException(new IllegalStateException("rolled back"));
            }
        });
        failure(send("direct:in", "1", Map.of("fail", true)));
        assertThat(stored()).extracting(PgmqMessage::body).containsExactly("0");
        good(send("direct:in", "1", Map.of("fail", false)));
        assertThat(stored()).extracting(PgmqMessage::body).containsExactly("1", "2", "3");
    }

    @ParameterizedTest
    @EnumSource(PgmqConfiguration.NotifyMode.class)
    void whatIsRefusedBeforeItsStatementDoesNotHarmTheTransaction(PgmqConfiguration.NotifyMode mode) throws Exception {
        String uri = "pgmq:" + queue + "?notifyMode=" + mode;
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .doTry()
                        .toD("${header.uri}")
                        .doCatch(Exception.class)
                        .process(handled::add)
                        .end()
                        .removeHeaders("CamelPgmq*")
                        .setBody(constant("\"good\""))
                        .to(uri);
            }
        });
        List<Map<String, Object>> bad = List.of(
                Map.of(),
                Map.of(PgmqConstants.DELAY, "soon"),
                Map.of(PgmqConstants.OPERATION, "truncate"),
                Map.of(PgmqConstants.OPERATION, "delete", PgmqConstants.MESSAGE_ID, "x"),
                Map.of(PgmqConstants.OPERATION, "sendBatch"),
                Map.of(PgmqConstants.OPERATION, "sendTopic"),
                Map.of(PgmqConstants.OVERRIDE_QUEUE, "a;b"));
        for (Map<String, Object> headers : bad) {
            Map<String, Object> all = new HashMap<>(headers);
            all.put("uri", uri);
            good(send("direct:in", "{not json", all));
        }
        good(send(
                "direct:in",
                "1",
                Map.of("uri", uri, PgmqConstants.OPERATION, "sendTopic", PgmqConstants.ROUTING_KEY, "nobody.listens")));
        assertThat(handled).hasSize(bad.size() + 1);
        assertThat(handled.get(bad.size()).getProperty(Exchange.EXCEPTION_CAUGHT))
                .isInstanceOf(UnroutableMessageException.class);
        assertThat(stored()).hasSize(bad.size() + 1).allSatisfy(one -> assertThat(one.body())
                .isEqualTo("\"good\""));
    }

    @Test
    void anotherThreadOfTheTransactionIsRefused() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .split(body())
                        .parallelProcessing()
                        .stopOnException()
                        .to("pgmq:" + queue);
            }
        });
        assertThat(failure(send("direct:in", List.of("1", "2"), Map.of())))
                .hasStackTraceContaining(IllegalStateException.class.getName());
        assertThat(stored()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(PgmqConfiguration.NotifyMode.class)
    void sendersToTwoQueuesInOppositeOrderDoNotWaitForEachOther(PgmqConfiguration.NotifyMode mode) throws Exception {
        QueueName second = newQueue("orders");
        int senders = 8;
        CyclicBarrier allHaveSentOnce = new CyclicBarrier(senders);
        CyclicBarrier allHaveSentTwice = new CyclicBarrier(senders);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .toD("pgmq:${header.first}?notifyMode=" + mode)
                        .process(e -> allHaveSentOnce.await(30, TimeUnit.SECONDS))
                        .toD("pgmq:${header.second}?notifyMode=" + mode)
                        .process(e -> allHaveSentTwice.await(30, TimeUnit.SECONDS));
            }
        });
        AtOnce.run(senders, number -> {
                    boolean forth = number % 2 == 0;
                    return send(
                            "direct:in",
                            "1",
                            Map.of(
                                    "first",
                                    (forth ? queue : second).name(),
                                    "second",
                                    (forth ? second : queue).name()));
                })
                .forEach(ProducerTestBase::good);
        assertThat(stored()).hasSize(senders);
        assertThat(stored(second)).hasSize(senders);
    }

    @Test
    void anOpenTransactionIsInNobodysWay() throws Exception {
        QueueName fresh = newName("orders");
        QueueName freshToo = newName("orders");
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .to("pgmq:" + queue)
                        .toD("pgmq:${header.fresh}?autoCreateQueue=true")
                        .process(e -> {
                            good(onAnotherThread("pgmq:" + queue, Map.of()));
                            for (QueueName name : List.of(fresh, freshToo)) {
                                good(onAnotherThread(
                                        "pgmq:*?autoCreateQueue=true",
                                        Map.of(PgmqConstants.OVERRIDE_QUEUE, name.name())));
                            }
                        });
            }
        });
        good(send("direct:in", "1", Map.of("fresh", fresh.name())));
        assertThat(stored()).hasSize(2);
        assertThat(stored(fresh)).hasSize(2);
        assertThat(stored(freshToo)).hasSize(1);
    }

    /** Fails when the sender has to wait. */
    private Exchange onAnotherThread(String uri, Map<String, Object> headers) throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(() -> send(uri, "1", headers)).get(20, TimeUnit.SECONDS);
        } finally {
            thread.shutdownNow();
        }
    }
}
