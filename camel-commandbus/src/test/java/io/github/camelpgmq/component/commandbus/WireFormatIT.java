/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.support.WireSchema;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;

/** What is written to queues is what the JSON Schemas say; what they allow others to write is understood. */
class WireFormatIT extends CommandBusTestBase {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void commandsAreAsTheSchemaSays() throws Exception {
        UUID correlation = UUID.randomUUID();
        for (Object data : Arrays.asList(null, 5, "\"text\"", List.of(1, "two"), Map.of("amount", 1.50))) {
            send("Debit", data, Map.of());
        }
        send(
                "Debit",
                "{}",
                Map.of(
                        CommandBusConstants.CORRELATION_ID, correlation.toString(),
                        CommandBusConstants.REPLY_TO, replies.name()));
        List<String> sent = queuedBodies();
        assertThat(sent).hasSize(6).allSatisfy(body -> assertThat(WireSchema.COMMAND.errorsOf(body))
                .isEmpty());
        assertThat(sent).allSatisfy(body -> assertThat(JSON.readTree(body).properties())
                .extracting(Map.Entry::getKey)
                .contains("correlation_id", "created_at"));
        JsonNode last = JSON.readTree(sent.get(5));
        assertThat(last.get("correlation_id").asText()).isEqualTo(correlation.toString());
        assertThat(last.get("reply_to").asText()).isEqualTo(replies.name());
    }

    @Test
    void aRepairedCommandIsOneAgain() throws Exception {
        handle("", this::byAmount);
        UUID id = send(Map.of("amount", -1));
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        client.send(commands, "{\"command_type\":\"Debit\",\"data\":{\"amount\":2}}", null, null);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        bus.troubleshooting().list(CommandFilter.of(domain)).items())
                .hasSize(2));
        camel.getRouteController().stopAllRoutes();
        for (TroubleshootingItem item :
                bus.troubleshooting().list(CommandFilter.of(domain)).items()) {
            bus.troubleshooting().retry(domain, item.command().commandId(), "{\"amount\": 3}", "olga", null);
        }
        assertThat(queuedBodies()).hasSize(2).allSatisfy(body -> assertThat(WireSchema.COMMAND.errorsOf(body))
                .isEmpty());
    }

    @Test
    void repliesAreAsTheSchemaSays() throws Exception {
        handle("", this::byAmount);
        UUID good = send(Map.of("amount", 1));
        UUID refused = send(Map.of("amount", 0));
        List<UUID> troubled = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            troubled.add(send(Map.of("amount", -1)));
        }
        troubled.forEach(id -> awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE));
        bus.troubleshooting().cancel(domain, troubled.get(0), "olga", "not wanted");
        bus.troubleshooting().cancel(domain, troubled.get(1), "olga", null);
        bus.troubleshooting().complete(domain, troubled.get(2), "{\"by\":\"hand\"}", "olga", null);
        awaitStatus(good, CommandStatus.COMPLETED);
        awaitStatus(refused, CommandStatus.FAILED);

        List<String> sent = sentReplies();
        assertThat(sent).hasSize(5).allSatisfy(body -> {
            assertThat(WireSchema.REPLY.errorsOf(body)).isEmpty();
            assertThat(JSON.readTree(body).properties())
                    .extracting(Map.Entry::getKey)
                    .contains("command_id", "correlation_id", "domain", "type", "outcome", "completed_at", "data");
        });
        assertThat(reply(sent, good).get("data").get("done").asBoolean()).isTrue();
        assertThat(reply(sent, refused).get("error_code").asText()).isEqualTo("NO_FUNDS");
        assertThat(reply(sent, troubled.get(0)).get("reason").asText()).isEqualTo("not wanted");
        assertThat(reply(sent, troubled.get(1)).has("reason")).isFalse();
        assertThat(reply(sent, troubled.get(2)).get("data").get("by").asText()).isEqualTo("hand");
    }

    @Test
    void aForeignMessageWithTheRequiredFieldsOnlyIsHandled() throws Exception {
        handle("", this::byAmount);
        UUID id = UUID.randomUUID();
        String message = "{\"domain\":\"%s\",\"command_type\":\"Debit\",\"command_id\":\"%s\",\"data\":{\"amount\":1}}"
                .formatted(domain, id);
        assertThat(WireSchema.COMMAND.errorsOf(message)).isEmpty();
        for (String field : List.of("domain", "command_type", "command_id", "data")) {
            assertThat(WireSchema.COMMAND.errorsOf(message.replace("\"" + field + "\"", "\"other\"")))
                    .as("without " + field)
                    .isNotEmpty();
        }
        sql("SELECT pgmq.send('" + commands.name() + "', '" + message + "'::jsonb)");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.get(domain, id))
                .map(CommandMetadata::status)
                .contains(CommandStatus.COMPLETED));
        assertThat(effects(id)).isOne();
        assertThat(events(id)).containsExactly("ADOPTED", "RECEIVED", "COMPLETED");
    }

    private void byAmount(Exchange exchange) {
        int amount = ((Number) exchange.getMessage().getBody(Map.class).get("amount")).intValue();
        if (amount == 0) {
            throw new BusinessRuleException("NO_FUNDS", "nothing there");
        }
        if (amount < 0) {
            throw new PermanentCommandException("SIGN", "negative");
        }
        exchange.getMessage().setBody(Map.of("done", true));
    }

    private static JsonNode reply(List<String> bodies, UUID command) throws Exception {
        for (String body : bodies) {
            JsonNode json = JSON.readTree(body);
            if (json.get("command_id").asText().equals(command.toString())) {
                return json;
            }
        }
        throw new AssertionError("No reply to " + command);
    }

    private List<String> queuedBodies() {
        return client.browse(commands, 100).stream().map(PgmqMessage::body).toList();
    }
}
