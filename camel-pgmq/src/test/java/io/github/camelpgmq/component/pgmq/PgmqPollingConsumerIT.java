/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** pollEnrich and the consumer template. */
class PgmqPollingConsumerIT extends PgmqTestBase {

    private static final Duration SOON = Duration.ofSeconds(20);

    private ConsumerTemplate receiver;

    @BeforeEach
    void startReceiver() {
        receiver = camel.createConsumerTemplate();
    }

    @AfterEach
    void stopReceiver() {
        receiver.stop();
    }

    @Test
    void receivesOneMessageAndDeletesItWhenTheExchangeIsDone() throws Exception {
        for (int i = 0; i < 3; i++) {
            template.sendBodyAndHeader("pgmq:" + queue, Map.of("n", i), "tenant", "acme");
        }
        Exchange received = receiver.receive("pgmq:" + queue, 20_000);
        assertThat(received.getMessage().getBody(String.class)).isEqualTo("{\"n\": 0}");
        assertThat(received.getMessage().getHeader("tenant")).isEqualTo("acme");
        assertThat(rows(queue.table())).isEqualTo(3);
        assertThat(number("SELECT sum(read_ct) FROM " + queue.table())).isOne();

        receiver.doneUoW(received);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isEqualTo(2));
    }

    @Test
    void nothingThereIsToldAtOnceAndWhatIsThereIsFound() {
        assertThat(receiver.receiveNoWait("pgmq:" + queue)).isNull();
        client.send(queue, "{}", null, null);
        assertThat(receiver.receiveBodyNoWait("pgmq:" + queue, String.class)).isEqualTo("{}");
        assertThat(receiver.receiveNoWait("pgmq:" + queue)).isNull();
        assertThat(receiver.receive("pgmq:" + queue, 50)).isNull();
    }

    @Test
    void waitingReceiverIsWokenByASender() throws Exception {
        CompletableFuture<String> body = CompletableFuture.supplyAsync(
                () -> receiver.receiveBody("pgmq:" + queue + "?pollInterval=60s", 30_000, String.class));
        await().atMost(SOON).until(() -> !camel.getEndpoints().isEmpty());
        template.sendBody("pgmq:" + queue, "{\"late\":true}");
        assertThat(body.get(20, TimeUnit.SECONDS)).isEqualTo("{\"late\": true}");
    }

    @Test
    void nothingIsFetchedWhileNobodyWaits() throws Exception {
        assertThat(receiver.receiveNoWait("pgmq:" + queue)).isNull();
        template.sendBody("pgmq:" + queue, "{}");
        route("pgmq:" + queue);
        await().atMost(SOON).untilAsserted(() -> assertThat(handled).hasSize(1));
        assertThat(handled.get(0).getMessage().getHeader(PgmqConstants.READ_COUNT))
                .isEqualTo(1);
    }

    @Test
    void failedExchangeGivesItBack() {
        template.sendBody("pgmq:" + queue, "{}");
        String uri = "pgmq:" + queue + "?retryDelay=0";
        Exchange received = receiver.receive(uri, 20_000);
        received.setException(new IllegalStateException("no"));
        receiver.doneUoW(received);
        Exchange again = receiver.receive(uri, 20_000);
        assertThat(again.getMessage().getHeader(PgmqConstants.READ_COUNT)).isEqualTo(2);
        receiver.doneUoW(again);
    }

    @Test
    void pollEnrichAcknowledgesAtTheEndOfTheRoute() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:next")
                        .pollEnrich("pgmq:" + queue, 20_000)
                        .process(e -> assertThat(rows(queue.table())).isOne())
                        .process(e -> handled.add(e.copy()));
            }
        });
        client.send(queue, "{\"n\":1}", null, null);
        template.sendBody("direct:next", "go");
        assertThat(bodies()).containsExactly("{\"n\": 1}");
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
    }

    @Test
    void leaseOfAReceivedMessageIsRenewedUntilItsExchangeIsDone() throws Exception {
        client.send(queue, "{}", null, null);
        Exchange received = receiver.receive("pgmq:" + queue + "?visibilityTimeout=1s", 20_000);
        await().pollDelay(Duration.ofSeconds(3)).atMost(SOON).untilAsserted(() -> assertThat(
                        client.read(queue, Duration.ofSeconds(1), 1))
                .isEmpty());
        receiver.doneUoW(received);
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isZero());
    }

    @Test
    void stopLetsAWaitingReceiverGo() throws Exception {
        CompletableFuture<Exchange> waiting = CompletableFuture.supplyAsync(() -> receiver.receive("pgmq:" + queue));
        await().atMost(SOON)
                .until(() -> number("SELECT count(*) FROM pg_stat_activity WHERE datname ="
                                + " current_database() AND query LIKE '%q.vt > now()%' AND pid <> pg_backend_pid()")
                        > 0);
        receiver.stop();
        assertThat(waiting.get(20, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void transactedPollingIsRefused() {
        assertThatThrownBy(() -> receiver.receive("pgmq:" + queue + "?transacted=true", 1))
                .hasStackTraceContaining("transacted");
    }
}
