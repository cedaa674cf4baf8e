/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Outcome;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.ops.BulkRequest;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages of other programs that no handler must ever see, or not as they want to be seen. */
class PoisonMessagesIT extends CommandBusTestBase {

    private static final String ID = "\"command_id\": \"11111111-2222-3333-4444-555555555555\"";

    private final List<Exchange> handled = new CopyOnWriteArrayList<>();

    @BeforeEach
    void consume() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("commandbus:" + domain + "?pollInterval=1s").process(exchange -> handled.add(exchange.copy()));
            }
        });
    }

    static List<Arguments> malformed() {
        String rest = ", \"command_type\": \"Debit\", \"data\": {}";
        return List.of(
                Arguments.of("{}", "domain"),
                Arguments.of("[1, 2]", "is not a JSON object"),
                Arguments.of("null", "is not a JSON object"),
                Arguments.of("\"text\"", "is not a JSON object"),
                Arguments.of("{\"domain\": \"DOMAIN\"" + rest + "}", "command_id"),
                Arguments.of("{\"domain\": \"DOMAIN\", \"command_id\": 7" + rest + "}", "command_id"),
                Arguments.of("{\"domain\": \"DOMAIN\", \"command_id\": \"1-1-1-1-1\"" + rest + "}", "command_id"),
                Arguments.of("{\"domain\": \"DOMAIN\", " + ID + ", \"data\": {}}", "command_type"),
                Arguments.of("{\"domain\": \"DOMAIN\", " + ID + ", \"command_type\": {\"a\": 1}}", "command_type"),
                Arguments.of("{\"domain\": \"DOMAIN\", " + ID + ", \"command_type\": \" \"}", "command_type"),
                Arguments.of("{\"domain\": \"x'; DROP TABLE effect; --\", " + ID + rest + "}", "domain"),
                Arguments.of("{\"domain\": [\"DOMAIN\"], " + ID + rest + "}", "domain"),
                Arguments.of(
                        "{\"domain\": \"DOMAIN\", " + ID + ", \"correlation_id\": 5" + rest + "}", "correlation_id"),
                Arguments.of("{\"domain\": \"DOMAIN\", " + ID + ", \"reply_to\": [\"a\"]" + rest + "}", "reply_to"),
                Arguments.of(
                        "{\"domain\": \"DOMAIN\", " + ID + ", \"reply_to\": \"pg_class\"" + rest + "}", "reply_to"),
                Arguments.of("{\"junk\": \"" + "x".repeat(3_000_000) + "\"}", "domain"),
                Arguments.of("{\"deep\": " + "[".repeat(2000) + "]".repeat(2000) + "}", "is not valid JSON"),
                Arguments.of("{\"long\": 1" + "0".repeat(5000) + "}", "is not valid JSON"));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void isSetAsideOnceAsItCame(String body, String field) {
        foreign(body.replace("DOMAIN", domain), null);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(queued()).isZero());
        assertThat(rows("command_bus_command WHERE domain = '" + domain + "'")).isOne();
        UUID id = onlyCommand();
        assertThat(get(id).status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(get(id).lastErrorCode()).isEqualTo("MALFORMED");
        assertThat(get(id).lastErrorMessage()).contains(field);
        assertThat(events(id)).containsExactly("QUARANTINED");
        assertThat(number("SELECT count(*) FROM " + commands.archiveTable() + " WHERE message = $poison$"
                        + body.replace("DOMAIN", domain) + "$poison$::jsonb"))
                .isOne();
        assertThat(handled).isEmpty();
        bus.troubleshooting().cancel(domain, id, "olga", "junk");
        assertThat(get(id).status()).isEqualTo(CommandStatus.CANCELED);
    }

    @Test
    void operatorReleasesItWithOtherData() {
        foreign(
                "{\"domain\": \"elsewhere\", " + ID
                        + ", \"command_type\": \"Debit\", \"correlation_id\": 5, \"reply_to\": {}, \"extra\": 1, \"data\": []}",
                null);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(queued()).isZero());
        UUID id = onlyCommand();
        bus.troubleshooting().retry(domain, id, "{\"amount\": 5}", "olga", "repaired");
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(handled).singleElement().satisfies(exchange -> {
            assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("{\"amount\":5}");
            assertThat(exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID))
                    .isEqualTo(id.toString());
        });
    }

    @Test
    void whatIsReleasedIsAnsweredWhereItsSenderWantsIt() {
        UUID correlation = UUID.randomUUID();
        foreign(
                "{\"domain\": \"elsewhere\", " + ID + ", \"command_type\": \"Debit\", \"correlation_id\": \""
                        + correlation + "\", \"reply_to\": \"" + replies.name() + "\", \"data\": 1}",
                null);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(queued()).isZero());
        UUID id = onlyCommand();
        bus.troubleshooting().retry(domain, id, null, "olga", "it is ours");
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(get(id).replyQueue()).isEqualTo(replies.name());
        assertThat(get(id).correlationId()).isEqualTo(correlation);
        assertThat(sentReplies()).singleElement().satisfies(text -> {
            Reply reply = Reply.parse(text);
            assertThat(reply.outcome()).isEqualTo(Outcome.SUCCESS);
            assertThat(reply.commandId()).isEqualTo(id);
            assertThat(reply.correlationId()).isEqualTo(correlation);
        });
    }

    @Test
    void whatIsReleasedIsAnsweredNowhereElse() {
        sql("SELECT pgmq.create('" + domain + "_orders')");
        foreign(
                "{\"domain\": \"" + domain + "\", " + ID + ", \"command_type\": \"Debit\", \"reply_to\": \"" + domain
                        + "_orders\", \"data\": 1}",
                null);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(queued()).isZero());
        UUID id = onlyCommand();
        assertThat(get(id).lastErrorMessage()).contains("replyQueues");
        bus.troubleshooting()
                .retry(BulkRequest.of(CommandFilter.of(domain).withErrorCode("MALFORMED"), "olga", "anyway"));
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(get(id).replyQueue()).isNull();
        assertThat(handled).hasSize(1);
        assertThat(rows("pgmq.q_" + domain + "_orders")).isZero();
    }

    @Test
    void whatNamesNoTypeCannotBeReleased() {
        foreign("{\"data\": {}}", null);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(queued()).isZero());
        UUID id = onlyCommand();
        assertThatThrownBy(() -> bus.troubleshooting().retry(domain, id, "{}", "olga", "repaired"))
                .isInstanceOf(MalformedCommandException.class)
                .hasMessageContaining("command_type");
        assertThat(get(id).status()).isEqualTo(CommandStatus.IN_TROUBLESHOOTING_QUEUE);
    }

    @Test
    void hostileTypeIsATypeLikeAnyOther() {
        String type = "a'; DROP TABLE effect; -- ${bean:evil} ?x=1/../";
        foreign(
                "{\"domain\": \"" + domain + "\", " + ID + ", \"command_type\": \"" + type + "\", \"data\": null}",
                null);
        UUID id = UUID.fromString(ID.substring(15, 51));
        await().atMost(PATIENCE).until(() -> bus.get(domain, id).isPresent());
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(handled).singleElement().satisfies(exchange -> assertThat(
                        exchange.getMessage().getHeader(CommandBusConstants.COMMAND_TYPE))
                .isEqualTo(type));
        assertThat(rows("effect WHERE domain = 'nobody'")).isZero();
    }

    @Test
    void headersOfCamelAreNotTakenFromOutside() {
        foreign(
                "{\"domain\": \"" + domain + "\", " + ID + ", \"command_type\": \"Debit\", \"data\": {}}",
                "{\"CamelCommandBusCommandId\": \"stolen\", \"camelFileName\": \"/etc/passwd\", \"CAMELSqlQuery\": \"DROP\","
                        + " \"CamelCommandBusRetryAfter\": \"1h\", \"own\": \"kept\"}");
        UUID id = UUID.fromString(ID.substring(15, 51));
        await().atMost(PATIENCE).until(() -> bus.get(domain, id).isPresent());
        awaitStatus(id, CommandStatus.COMPLETED);
        Map<String, Object> headers = handled.get(0).getMessage().getHeaders();
        assertThat(headers)
                .containsEntry(CommandBusConstants.COMMAND_ID, id.toString())
                .containsEntry("own", "kept")
                .doesNotContainKeys("camelFileName", "CAMELSqlQuery", CommandBusConstants.RETRY_AFTER);
    }

    @Test
    void headersThatAreNoObjectDisturbNobody() {
        foreign("{\"domain\": \"" + domain + "\", " + ID + ", \"command_type\": \"Debit\", \"data\": {}}", "[1]");
        UUID id = UUID.fromString(ID.substring(15, 51));
        await().atMost(PATIENCE).until(() -> bus.get(domain, id).isPresent());
        awaitStatus(id, CommandStatus.COMPLETED);
    }

    @Test
    void nullsInDataGoThereAndBack() {
        UUID id = send("{\"a\": null, \"list\": [null]}");
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(text("SELECT (message -> 'data')::text FROM " + replies.table()))
                .isEqualTo("{\"a\": null, \"list\": [null]}");
        UUID nothing = send("Debit", null, Map.of());
        awaitStatus(nothing, CommandStatus.COMPLETED);
        assertThat(handled.get(1).getMessage().getBody()).isNull();
    }

    private void foreign(String body, String headers) {
        sql("SELECT pgmq.send('" + commands.name() + "', $poison$" + body + "$poison$::jsonb, "
                + (headers == null ? "NULL" : "'" + headers + "'") + "::jsonb)");
    }

    private UUID onlyCommand() {
        return UUID.fromString(text("SELECT command_id FROM command_bus_command WHERE domain = '" + domain + "'"));
    }
}
