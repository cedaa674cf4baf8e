/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueInfo;
import io.github.camelpgmq.component.pgmq.client.QueueMetrics;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueNotFoundException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PgmqProducerIT extends ProducerTestBase {

    @Test
    void sendSaysWhatIdTheMessageGot() {
        Exchange exchange = good(send("pgmq:" + queue, Map.of("n", 1), Map.of("tenant", "acme")));
        assertThat(exchange.getMessage().getBody()).isEqualTo(Map.of("n", 1));
        assertThat(exchange.getMessage().getHeader(PgmqConstants.QUEUE)).isEqualTo(queue.name());
        PgmqMessage message = stored().get(0);
        assertThat(exchange.getMessage().getHeader(PgmqConstants.MESSAGE_ID)).isEqualTo(message.id());
        assertThat(message.body()).isEqualTo("{\"n\": 1}");
        assertThat(message.headers()).isEqualTo("{\"tenant\": \"acme\"}");
        assertThat(client.metrics(queue).visibleLength()).isOne();
    }

    @Test
    void delayIsADurationOrAnInstantAndTheHeaderWins() {
        Instant later = Instant.now().plus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.MILLIS);
        String uri = "pgmq:" + queue + "?delay=1h";
        good(send(uri, "{}", Map.of()));
        good(send(uri, "{}", Map.of(PgmqConstants.DELAY, "30m")));
        good(send(uri, "{}", Map.of(PgmqConstants.DELAY, 600_000)));
        good(send(uri, "{}", Map.of(PgmqConstants.DELAY, Duration.ZERO)));
        assertThat(stored()).extracting(PgmqProducerIT::delayMinutes).containsExactly(60L, 30L, 10L, 0L);

        good(send(uri, "{}", Map.of(PgmqConstants.DELAY, later)));
        good(send(uri, "{}", Map.of(PgmqConstants.DELAY, Date.from(later))));
        good(send(uri, "{}", Map.of(PgmqConstants.DELAY, later.toString())));
        good(send("pgmq:" + queue + "?delay=" + later, "{}", Map.of()));
        assertThat(stored().subList(4, 8))
                .allSatisfy(message -> assertThat(message.visibleAt()).isEqualTo(later));
    }

    @Test
    void badDelaysAreRefusedWithTheirNameAndNothingIsSent() {
        for (Object bad : List.of("soon", "-5s", -1, List.of(), Instant.MAX, "2030-01-01T00:00:00")) {
            assertThat(failure(send("pgmq:" + queue, "{}", Map.of(PgmqConstants.DELAY, bad))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Header CamelPgmqDelay is '" + bad + "'");
        }
        assertThat(stored()).isEmpty();
        assertThatThrownBy(() -> template.sendBody("pgmq:" + queue + "?delay=soon", "{}"))
                .hasStackTraceContaining("Option delay is 'soon'");
        assertThatThrownBy(() -> template.sendBody("pgmq:" + queue + "?quantity=0", "{}"))
                .hasStackTraceContaining("Option quantity is '0'");
        assertThatThrownBy(() -> template.sendBody("pgmq:" + queue + "?visibilityTimeout=500", "{}"))
                .hasStackTraceContaining("Option visibilityTimeout is 'PT0.5S'");
    }

    @Test
    void groupIsTheHeadersOrTheOptions() {
        String uri = "pgmq:" + queue + "?messageGroup=a";
        good(send(uri, "{}", Map.of()));
        good(send(uri, "{}", Map.of(PgmqConstants.GROUP, "b")));
        good(send("pgmq:" + queue, "{}", Map.of("x-pgmq-group", "c")));
        assertThat(stored())
                .extracting(PgmqMessage::headers)
                .containsExactly("{\"x-pgmq-group\": \"a\"}", "{\"x-pgmq-group\": \"b\"}", "{\"x-pgmq-group\": \"c\"}");
        assertThat(failure(send(uri, "{}", Map.of(PgmqConstants.GROUP, List.of("b")))))
                .hasMessageContaining("Header CamelPgmqGroup");
    }

    @Test
    void badBodyIsRefused() {
        assertThat(failure(send("pgmq:" + queue, "{not json", Map.of()))).isInstanceOf(InvalidBodyException.class);
        assertThat(stored()).isEmpty();
    }

    @Test
    void readLeasesMessages() throws Exception {
        for (int i = 1; i <= 3; i++) {
            good(send("pgmq:" + queue, Map.of("n", i), Map.of("i", i, PgmqConstants.GROUP, "g")));
        }
        Exchange exchange = good(operate(
                "read", Map.of(PgmqConstants.QUANTITY, 2, PgmqConstants.VISIBILITY_TIMEOUT, Duration.ofHours(1))));
        assertThat(bodies(exchange)).containsExactly("{\"n\": 1}", "{\"n\": 2}");
        Message first = (Message) ((List<?>) exchange.getMessage().getBody()).get(0);
        assertThat(first.getHeaders())
                .containsEntry("i", 1)
                .containsEntry(PgmqConstants.READ_COUNT, 1)
                .containsEntry(PgmqConstants.GROUP, "g")
                .containsEntry(PgmqConstants.QUEUE, queue.name())
                .containsEntry(PgmqConstants.MESSAGE_ID, stored().get(0).id());
        assertThat(number("SELECT extract(epoch FROM min(vt) - now())::bigint FROM " + queue.table()
                        + " WHERE read_ct = 1"))
                .isCloseTo(3600, within(60L));
        assertThat(bodies(good(operate("read&quantity=5", Map.of())))).containsExactly("{\"n\": 3}");
        assertThat(bodies(good(operate("read", Map.of())))).isEmpty();
    }

    @Test
    void readTakesWhatFilterAndOrderingSelect() {
        good(send("pgmq:" + queue, Map.of("n", 1), Map.of(PgmqConstants.GROUP, "g")));
        good(send("pgmq:" + queue, Map.of("n", 2), Map.of(PgmqConstants.GROUP, "g")));
        assertThat(bodies(good(operate("read&quantity=9&ordering=group&visibilityTimeout=0s", Map.of()))))
                .containsExactly("{\"n\": 1}");
        assertThat(bodies(good(operate("read&filter=RAW({\"n\":2})", Map.of()))))
                .containsExactly("{\"n\": 2}");
    }

    @Test
    void popTakesMessagesAway() {
        good(send("pgmq:" + queue + "?operation=sendBatch", List.of(1, 2, 3), Map.of()));
        assertThat(bodies(good(operate("pop", Map.of())))).containsExactly("1");
        assertThat(bodies(good(operate("pop", Map.of(PgmqConstants.QUANTITY, "5")))))
                .containsExactly("2", "3");
        assertThat(stored()).isEmpty();
        assertThat(failure(operate("pop", Map.of(PgmqConstants.QUANTITY, "many"))))
                .hasMessageContaining("Header CamelPgmqQuantity is 'many'");
    }

    @Test
    void deleteAndArchiveTakeOneIdOrSeveral() throws Exception {
        List<Long> ids = client.sendBatch(queue, List.of(json(1), json(2), json(3), json(4), json(5)));
        Exchange one = good(operate("delete", Map.of(PgmqConstants.MESSAGE_ID, ids.get(0))));
        assertThat(one.getMessage().getBody()).isEqualTo("the body");
        assertThat(one.getMessage().getHeader(PgmqConstants.AFFECTED)).isEqualTo(1L);
        assertThat(affected(operate("delete", Map.of(PgmqConstants.MESSAGE_ID, "" + ids.get(0)))))
                .isZero();
        assertThat(affected(operate("delete", Map.of(PgmqConstants.MESSAGE_ID, List.of(ids.get(1), "999999")))))
                .isOne();
        assertThat(affected(operate("archive", Map.of(PgmqConstants.MESSAGE_ID, new long[] {ids.get(2), ids.get(3)}))))
                .isEqualTo(2);
        assertThat(affected(operate("archive", Map.of(PgmqConstants.MESSAGE_ID, List.of()))))
                .isZero();
        assertThat(rows(queue.archiveTable())).isEqualTo(2);
        assertThat(stored()).extracting(PgmqMessage::id).containsExactly(ids.get(4));
    }

    @Test
    void setVisibilityTimeoutHidesAndShows() {
        long id = client.send(queue, json(1));
        String seconds = PgmqConstants.VISIBILITY_TIMEOUT;
        assertThat(affected(operate("setVisibilityTimeout", Map.of(PgmqConstants.MESSAGE_ID, id, seconds, "1h"))))
                .isOne();
        assertThat(client.metrics(queue).visibleLength()).isZero();
        assertThat(affected(operate("setVisibilityTimeout", Map.of(PgmqConstants.MESSAGE_ID, id, seconds, "0s"))))
                .isOne();
        assertThat(client.metrics(queue).visibleLength()).isOne();
        assertThat(failure(operate("setVisibilityTimeout", Map.of(PgmqConstants.MESSAGE_ID, id, seconds, 30))))
                .hasMessageContaining("Header CamelPgmqVisibilityTimeout is '30'")
                .hasMessageContaining("numbers are milliseconds");
    }

    @ParameterizedTest
    @EnumSource(names = {"delete", "archive", "setVisibilityTimeout"})
    void whichMessageHasToBeSaid(PgmqOperation operation) {
        assertThat(failure(operate(operation.name(), Map.of())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("operation=" + operation + " needs the header CamelPgmqMessageId");
        assertThat(failure(operate(operation.name(), Map.of(PgmqConstants.MESSAGE_ID, "1; DROP TABLE x"))))
                .hasMessageContaining("Header CamelPgmqMessageId is '1; DROP TABLE x'");
        assertThat(failure(operate(operation.name(), Map.of(PgmqConstants.MESSAGE_ID, List.of(1, "x")))))
                .hasMessageContaining("Header CamelPgmqMessageId is '[1, x]'");
    }

    @Test
    void measuresAndLists() {
        client.send(queue, json(1));
        QueueMetrics metrics = good(operate("metrics", Map.of())).getMessage().getBody(QueueMetrics.class);
        assertThat(metrics.queue()).isEqualTo(queue.name());
        assertThat(metrics.length()).isOne();
        List<?> all = good(send("pgmq:*?operation=metricsAll", null, Map.of()))
                .getMessage()
                .getBody(List.class);
        assertThat(all)
                .anySatisfy(one -> assertThat(((QueueMetrics) one).queue()).isEqualTo(queue.name()));
        List<?> queues = good(send("pgmq:*?operation=listQueues", null, Map.of()))
                .getMessage()
                .getBody(List.class);
        assertThat(queues)
                .anySatisfy(one -> assertThat(((QueueInfo) one).name()).isEqualTo(queue.name()));
    }

    @Test
    void createsPurgesAndDrops() {
        QueueName name = newName("orders");
        String uri = "pgmq:" + name + "?operation=";
        assertThat(affected(send(uri + "createQueue&queueType=unlogged", "the body", Map.of())))
                .isOne();
        assertThat(client.listQueues()).anySatisfy(one -> {
            assertThat(one.name()).isEqualTo(name.name());
            assertThat(one.unlogged()).isTrue();
        });
        assertThat(affected(send(uri + "createQueue", "the body", Map.of()))).isZero();
        client.sendBatch(name, List.of(json(1), json(2)));
        assertThat(affected(send(uri + "purgeQueue", "the body", Map.of()))).isEqualTo(2);
        assertThat(affected(send(uri + "dropQueue", "the body", Map.of()))).isOne();
        assertThat(affected(send(uri + "dropQueue", "the body", Map.of()))).isZero();
    }

    @Test
    void operationHeaderWins() {
        Exchange exchange =
                good(send("pgmq:" + queue, List.of("1", "2"), Map.of(PgmqConstants.OPERATION, "sendBatch")));
        assertThat(exchange.getMessage().getHeader(PgmqConstants.MESSAGE_IDS))
                .asInstanceOf(LIST)
                .hasSize(2);
        assertThat(failure(send("pgmq:" + queue, "1", Map.of(PgmqConstants.OPERATION, "truncate"))))
                .hasMessageContaining("Header CamelPgmqOperation is 'truncate'")
                .hasMessageContaining("purgeQueue");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "send",
                "sendBatch",
                "read",
                "pop",
                "delete",
                "archive",
                "setVisibilityTimeout",
                "metrics",
                "purgeQueue",
                "bindTopic"
            })
    void missingQueueIsAStartUpErrorOfWhatWorksOnIt(PgmqOperation operation) {
        assertThatThrownBy(() -> template.sendBody("pgmq:nowhere?operation=" + operation, "{}"))
                .hasStackTraceContaining(QueueNotFoundException.class.getName())
                .hasStackTraceContaining("SELECT pgmq.create('nowhere')");
    }

    @ParameterizedTest
    @EnumSource(names = {"sendTopic", "metricsAll", "listQueues", "listTopicBindings"})
    void otherOperationsStartWithoutTheQueue(PgmqOperation operation) {
        String options = "?operation=" + operation + "&routingKey=nobody.here&mandatory=false";
        good(send("pgmq:nowhere" + options, "{}", Map.of()));
        good(send("pgmq:*" + options, "{}", Map.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a;b", "it's", "a--b", "UpperCase"})
    void badQueueNamesAreRefused(String name) {
        assertThatThrownBy(() -> template.sendBody("pgmq:" + name, "{}")).hasStackTraceContaining("Queue name");
        assertThat(failure(send("pgmq:*", "{}", Map.of(PgmqConstants.OVERRIDE_QUEUE, name))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Queue name '" + name + "'");
    }

    @Test
    void anyQueueIsForSendersOnly() {
        assertThatThrownBy(() -> route("pgmq:*")).hasStackTraceContaining("pgmq:* names no queue");
        assertThat(failure(send("pgmq:*", "{}", Map.of())))
                .hasMessageContaining("operation=send needs a queue")
                .hasMessageContaining(PgmqConstants.OVERRIDE_QUEUE);
    }

    static NewMessage json(int n) {
        return NewMessage.of("" + n);
    }

    private static long affected(Exchange exchange) {
        assertThat(good(exchange).getMessage().getBody()).isEqualTo("the body");
        return exchange.getMessage().getHeader(PgmqConstants.AFFECTED, Long.class);
    }

    private static List<String> bodies(Exchange exchange) {
        List<?> messages = exchange.getMessage().getBody(List.class);
        return messages.stream()
                .map(one -> ((Message) one).getBody(String.class))
                .toList();
    }

    private static long delayMinutes(PgmqMessage message) {
        return Math.round(
                Duration.between(message.enqueuedAt(), message.visibleAt()).toSeconds() / 60.0);
    }
}
