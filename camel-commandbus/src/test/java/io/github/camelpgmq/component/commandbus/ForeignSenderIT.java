/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands of other programs, which write the message and nothing else. */
class ForeignSenderIT extends SendTestBase {

    private final List<String> handled = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", \"correlation_id\": null, \"reply_to\": null",
                ", \"reply_to\": \"  \"",
                ", \"correlation_id\": \"6F9619FF-8B86-D011-B42D-00CF4FC964FF\"",
                ", \"created_at\": \"yesterday\", \"priority\": 9, \"tags\": [{\"a\": null}], \"attempts\": -1"
            })
    void onlyFourFieldsAreNeededAndOthersDoNotHarm(String fields) throws Exception {
        handle("");
        UUID id = UUID.randomUUID();
        foreign(id.toString(), "{\"n\": 1}", fields);
        awaitCompleted(id);
        assertThat(handled).containsExactly("{\"n\":1}");
        assertThat(events(id)).containsExactly("ADOPTED", "RECEIVED", "COMPLETED");
        assertThat(command(id).replyQueue()).isNull();
        assertThat(command(id).maxAttempts()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "0",
                "-12345678901234567890123456789012345678901234567890.500",
                "\"text\"",
                "true",
                "[]",
                "[null, {\"a\": null}]",
                "{\"a\": null, \"b\": {\"c\": [1, null]}}"
            })
    void dataAreAnyJson(String data) throws Exception {
        handle("");
        UUID id = UUID.randomUUID();
        foreign(id.toString(), data, "");
        awaitCompleted(id);
        // The JSON null is no body, as it is in every message of a queue.
        assertThat(handled).containsExactly(data.equals("null") ? null : data.replace(" ", ""));
    }

    @Test
    void dataMayBeLargeOrNested() throws Exception {
        handle("");
        UUID large = UUID.randomUUID();
        UUID nested = UUID.randomUUID();
        String text = "\"" + "x".repeat(5_000_000) + "\"";
        String list = "[".repeat(500) + "]".repeat(500);
        foreign(large.toString(), text, "");
        foreign(nested.toString(), list, "");
        awaitCompleted(large);
        awaitCompleted(nested);
        assertThat(handled).containsExactlyInAnyOrder(text, list);
    }

    @Test
    void idMayBeInUpperCase() throws Exception {
        handle("");
        UUID id = UUID.randomUUID();
        foreign(id.toString().toUpperCase(), "{}", "");
        awaitCompleted(id);
        assertThat(events(id)).containsExactly("ADOPTED", "RECEIVED", "COMPLETED");
    }

    @Test
    void sameIdTwiceIsHandledOnce() throws Exception {
        UUID id = UUID.randomUUID();
        foreign(id.toString(), "1", "");
        foreign(id.toString(), "2", "");
        handle("");
        awaitCompleted(id);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queued()).isEmpty());
        assertThat(handled).containsExactly("1");
    }

    @Test
    void senderThatWritesItsMetadataTooLateIsToldAndNothingIsHandledTwice() throws Exception {
        handle("");
        UUID id = UUID.randomUUID();
        foreign(id.toString(), "1", "");
        awaitCompleted(id);
        assertThat(catchThrowableOfType(
                                SQLException.class,
                                () -> sql("INSERT INTO command_bus_command (domain, command_id, command_type, status,"
                                        + " queue_name, msg_id) VALUES ('" + domain + "', '" + id
                                        + "', 'Debit', 'PENDING', 'q', 1)"))
                        .getSQLState())
                .isEqualTo("23505");
        good(debit("", "3", Map.of()));
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(handled).containsExactly("1", "3"));
    }

    @Test
    void oneBadMessageDoesNotStopTheOthersOfItsFetch() throws Exception {
        List<UUID> ids = IntStream.range(0, 20).mapToObj(i -> UUID.randomUUID()).toList();
        for (int i = 0; i < ids.size(); i++) {
            foreign(ids.get(i).toString(), "{}", i == 7 ? ", \"reply_to\": \"orders\"" : "");
        }
        foreign("4711", "{}", "");
        handle("&concurrentConsumers=4");
        for (int i = 0; i < ids.size(); i++) {
            if (i != 7) {
                awaitCompleted(ids.get(i));
            }
        }
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(queued()).isEmpty());
        assertThat(command(ids.get(7)).status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(command(ids.get(7)).lastErrorMessage()).contains("replyQueues");
        assertThat(handled).hasSize(19);
    }

    @Test
    void manyAreAdoptedByFewStatements() throws Exception {
        int messages = 1000;
        client.sendBatch(
                QueueName.of(domain + "__commands"),
                IntStream.range(0, messages)
                        .mapToObj(i -> NewMessage.of(body(UUID.randomUUID().toString(), String.valueOf(i), "")))
                        .toList());
        handle("&transacted=false&concurrentConsumers=10");
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(bus.countByStatus(domain))
                .containsEntry(CommandStatus.COMPLETED, 1000L));
        assertThat(handled).hasSize(messages).doesNotHaveDuplicates();
        assertThat(count(
                        "(SELECT DISTINCT xmin::text FROM command_bus_audit WHERE event_type = 'ADOPTED' AND domain = '"
                                + domain + "') adoptions"))
                .isLessThan(messages / 3);
    }

    @Test
    void attemptsOfAdoptedCommandsMustBePossible() {
        assertThatThrownBy(() -> handle("&maxAttempts=0"))
                .hasStackTraceContaining("Option maxAttempts is '0': expected is a number from 1 on");
    }

    private void handle(String options) throws Exception {
        routes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("commandbus:" + domain + "/Debit?pollInterval=1s" + options)
                        .process(e -> handled.add(e.getMessage().getBody(String.class)));
            }
        });
    }

    private void foreign(String id, String data, String fields) {
        client.send(QueueName.of(domain + "__commands"), body(id, data, fields), null, null);
    }

    private String body(String id, String data, String fields) {
        return "{\"command_id\": \"" + id + "\", \"command_type\": \"Debit\", \"domain\": \"" + domain
                + "\", \"data\": " + data + fields + "}";
    }

    private void awaitCompleted(UUID id) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(bus.get(domain, id))
                .hasValueSatisfying(command -> assertThat(command.status()).isEqualTo(CommandStatus.COMPLETED)));
    }
}
