/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.support.AtOnce;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** What holds for sending inside of a transaction, whoever manages that. */
abstract class SendInTransactionContract extends SendTestBase {

    @Test
    void sendsAreCommittedOrRolledBackWithTheRoute() throws Exception {
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .to("commandbus:" + domain + "/Debit")
                        .setBody(constant(List.of("2", "3")))
                        .to("commandbus:" + domain + "/Debit?operation=sendBatch&batchChunkSize=1")
                        .process(e -> assertThat(commands()).isEqualTo(0))
                        .filter(header("fail"))
                        .throwException(new IllegalStateException("rolled back"));
            }
        });
        failure(send("direct:in", "1", Map.of("fail", true)));
        assertThat(commands()).isZero();
        assertThat(queued()).isEmpty();
        sql("DELETE FROM command_bus_command WHERE domain = '" + domain + "'");
        good(send("direct:in", "1", Map.of("fail", false)));
        assertThat(commands()).isEqualTo(3);
        assertThat(queued()).hasSize(3);
        assertThat(count("command_bus_audit WHERE domain = '" + domain + "'")).isEqualTo(3);
    }

    @Test
    void refusalDoesNotHarmTheTransaction() throws Exception {
        UUID known = idOf(good(debit("", "{}", Map.of())));
        UUID closed = batch("COMPLETED");
        List<Throwable> caught = new ArrayList<>();
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .doTry()
                        .toD("commandbus:" + domain + "/Debit?operation=${header.operation}")
                        .doCatch(Exception.class)
                        .process(e -> caught.add(e.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)))
                        .end()
                        .removeHeaders("CamelCommandBus*")
                        .setBody(constant("{}"))
                        .to("commandbus:" + domain + "/Debit");
            }
        });
        Object batch = List.of(
                CommandRequest.of(domain, "Debit", "1"),
                CommandRequest.of(domain, "Debit", "2").withId(known));
        good(send("direct:in", "{}", Map.of("operation", "send", CommandBusConstants.COMMAND_ID, known)));
        good(send("direct:in", "{no", Map.of("operation", "send")));
        good(send("direct:in", "{}", Map.of("operation", "send", CommandBusConstants.BATCH_ID, closed)));
        good(send("direct:in", batch, Map.of("operation", "sendBatch")));
        good(send("direct:in", List.of("1"), Map.of("operation", "sendBatch", CommandBusConstants.BATCH_ID, closed)));
        assertThat(caught).hasSize(5);
        assertThat(caught.get(0)).isInstanceOf(DuplicateCommandException.class);
        assertThat(caught.get(2)).isInstanceOf(InvalidBatchStateException.class);
        assertThat(caught.get(3))
                .isInstanceOf(DuplicateCommandException.class)
                .hasMessageContaining("nothing of the batch was sent");
        assertThat(caught.get(4)).isInstanceOf(InvalidBatchStateException.class);
        assertThat(commands()).isEqualTo(6);
        assertThat(queued()).hasSize(6);
    }

    @Test
    void earlierChunksArePartOfTheTransaction() throws Exception {
        UUID known = idOf(good(debit("", "{}", Map.of())));
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .to("commandbus:" + domain + "/Debit?operation=sendBatch&batchChunkSize=1");
            }
        });
        Object batch = List.of(
                CommandRequest.of(domain, "Debit", "1"),
                CommandRequest.of(domain, "Debit", "2").withId(known));
        assertThat(failure(send("direct:in", batch, Map.of())))
                .hasMessageContaining("the first 1 commands are part of the transaction");
        assertThat(commands()).isEqualTo(1);
    }

    @Test
    void nobodyIsNotifiedOfWhatIsRolledBack() throws Exception {
        String other = newDomain();
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .to("commandbus:" + domain + "/Debit")
                        .setBody(constant(List.of("2", "3")))
                        .to("commandbus:" + domain + "/Debit?operation=sendBatch")
                        .throwException(new IllegalStateException("rolled back"));
            }
        });
        try (Connection listener = PGMQ.dataSource().getConnection();
                Statement statement = listener.createStatement()) {
            statement.execute("LISTEN \"commandbus." + domain + "\"");
            statement.execute("LISTEN \"commandbus." + other + "\"");
            failure(send("direct:in", "1", Map.of()));
            good(send("commandbus:" + other + "/Debit", "1", Map.of()));
            List<String> notified = new ArrayList<>();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                PGNotification[] news = listener.unwrap(PGConnection.class).getNotifications(100);
                for (PGNotification one : news == null ? new PGNotification[0] : news) {
                    notified.add(one.getName());
                }
                assertThat(notified).contains("commandbus." + other);
            });
            assertThat(notified).doesNotContain("commandbus." + domain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "sendBatch"})
    void anotherThreadOfTheTransactionIsRefused(String operation) throws Exception {
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .split(body())
                        .parallelProcessing()
                        .stopOnException()
                        .to("commandbus:" + domain + "/Debit?operation=" + operation);
                from("direct:wireTap")
                        .transacted("required")
                        .wireTap("seda:tapped")
                        .to("mock:end");
                from("seda:tapped")
                        .doTry()
                        .to("commandbus:" + domain + "/Debit?operation=" + operation)
                        .doCatch(IllegalStateException.class)
                        .to("seda:refused")
                        .end();
            }
        });
        Object body = List.of(List.of("1"), List.of("2"));
        assertThat(failure(send("direct:in", body, Map.of())))
                .hasStackTraceContaining(IllegalStateException.class.getName());
        good(send("direct:wireTap", List.of("1"), Map.of()));
        assertThat(camel.createConsumerTemplate().receive("seda:refused", 20_000))
                .as("what was tapped off a transaction and sent")
                .isNotNull();
        assertThat(commands()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"send", "sendBatch"})
    void sendersToTwoDomainsInOppositeOrderDoNotWaitForEachOther(String operation) throws Exception {
        String other = newDomain();
        good(send("commandbus:" + other + "/Debit", "1", Map.of()));
        int senders = 8;
        CyclicBarrier allHaveSentOnce = new CyclicBarrier(senders);
        CyclicBarrier allHaveSentTwice = new CyclicBarrier(senders);
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:in")
                        .transacted("required")
                        .toD("commandbus:${header.first}/Debit?operation=" + operation)
                        .process(e -> allHaveSentOnce.await(30, TimeUnit.SECONDS))
                        .setBody(constant(List.of("1", "2")))
                        .toD("commandbus:${header.second}/Debit?operation=" + operation)
                        .process(e -> allHaveSentTwice.await(30, TimeUnit.SECONDS));
            }
        });
        AtOnce.run(senders, number -> {
                    Map<String, Object> headers = number % 2 == 0
                            ? Map.of("first", domain, "second", other)
                            : Map.of("first", other, "second", domain);
                    return send("direct:in", List.of("1", "2"), headers);
                })
                .forEach(SendTestBase::good);
        assertThat(commands()).isEqualTo(operation.equals("send") ? senders : 2L * senders);
    }
}
