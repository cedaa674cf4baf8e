/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.consumer.QueueStore;
import io.github.camelpgmq.support.LogCapture;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.junit.jupiter.api.Test;

/** What a route gets that consumes the replies of a domain. */
class CommandReplyRouteIT extends ReplyRouteTestBase {

    private static final String ID = "6f6b5f1e-0000-4000-8000-000000000001";

    /** What was made of the body. */
    public record Receipt(String number, int amount) {}

    @Test
    void successComesWithTypedHeadersAndItsData() throws Exception {
        handle("", exchange -> exchange.getMessage().setBody(Map.of("number", "r1", "amount", 5)));
        consumeReplies("");
        Instant before = Instant.now().minusSeconds(60);
        UUID id = send("{}");

        Message reply = awaitReply();

        assertThat(reply.getHeaders())
                .contains(
                        entry(CommandBusConstants.COMMAND_ID, id.toString()),
                        entry(
                                CommandBusConstants.CORRELATION_ID,
                                get(id).correlationId().toString()),
                        entry(CommandBusConstants.DOMAIN, domain),
                        entry(CommandBusConstants.COMMAND_TYPE, "Debit"),
                        entry(CommandBusConstants.OUTCOME, "SUCCESS"))
                .doesNotContainKeys(
                        CommandBusConstants.ERROR_TYPE,
                        CommandBusConstants.ERROR_CODE,
                        CommandBusConstants.ERROR_MESSAGE,
                        CommandBusConstants.REASON);
        assertThat(Instant.ofEpochMilli(reply.getHeader(Exchange.MESSAGE_TIMESTAMP, Long.class)))
                .isAfter(before);
        assertThat(reply.getBody()).isInstanceOf(String.class);
        assertThat(reply.getBody(Receipt.class)).isEqualTo(new Receipt("r1", 5));
        assertThat((Object) reply.getBody(Map.class)).isEqualTo(Map.of("number", "r1", "amount", 5));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(rows(replies.table())).isZero());
    }

    @Test
    void successWithoutDataHasNoBody() throws Exception {
        handle("", exchange -> exchange.getMessage().setBody(null));
        consumeReplies("");
        send("{}");
        assertThat(awaitReply().getBody()).isNull();
    }

    @Test
    void businessFailureComesWithItsError() throws Exception {
        handle("", exchange -> {
            throw new BusinessRuleException("LIMIT", "too much");
        });
        consumeReplies("");
        send("{}");
        assertThat(awaitReply().getHeaders())
                .contains(
                        entry(CommandBusConstants.OUTCOME, "FAILED"),
                        entry(CommandBusConstants.ERROR_TYPE, "BUSINESS_RULE"),
                        entry(CommandBusConstants.ERROR_CODE, "LIMIT"),
                        entry(CommandBusConstants.ERROR_MESSAGE, "too much"));
    }

    @Test
    void cancellationComesWithTheOperatorsReason() throws Exception {
        handle("", exchange -> {
            throw new PermanentCommandException("NO", "no");
        });
        consumeReplies("");
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        bus.troubleshooting().cancel(domain, id, "me", "asked to");
        assertThat(awaitReply().getHeaders())
                .contains(
                        entry(CommandBusConstants.OUTCOME, "CANCELED"), entry(CommandBusConstants.REASON, "asked to"));
    }

    @Test
    void repliesOfTheOlderLibrariesAreRead() throws Exception {
        sendForeign(
                "{\"command_id\":\"" + ID + "\",\"correlation_id\":null,\"outcome\":\"FAILED\",\"result\":"
                        + "{\"error_code\":\"LIMIT\",\"error_message\":\"too much\",\"error_details\":{\"by\":5}}}",
                "{\"traceparent\":\"t\",\"CamelCommandBusOutcome\":\"SUCCESS\"}");
        sendForeign("{\"command_id\":\"" + ID + "\",\"outcome\":\"SUCCESS\",\"result\":{\"amount\":5}}", null);
        consumeReplies("");

        List<Message> both = awaitReplies(2);

        assertThat(both.get(0).getHeaders())
                .contains(
                        entry(CommandBusConstants.OUTCOME, "FAILED"),
                        entry(CommandBusConstants.DOMAIN, domain),
                        entry(CommandBusConstants.ERROR_CODE, "LIMIT"),
                        entry(CommandBusConstants.ERROR_MESSAGE, "too much"),
                        entry("traceparent", "t"))
                .doesNotContainKeys(CommandBusConstants.CORRELATION_ID, CommandBusConstants.COMMAND_TYPE);
        assertThat(field(both.get(0), "error_details")).isEqualTo(Map.of("by", 5));
        assertThat((Object) both.get(1).getBody(Map.class)).isEqualTo(Map.of("amount", 5));
    }

    @Test
    void completionOfABatchComesAsItIs() throws Exception {
        String message = "{\"batch_id\":\"" + ID + "\",\"domain\":\"" + domain
                + "\",\"name\":\"night\",\"status\":\"COMPLETED_WITH_FAILURES\",\"total_count\":3,\"completed_count\":2,"
                + "\"failed_count\":1,\"canceled_count\":0,\"custom_data\":{\"a\":1},\"completed_at\":\"2026-01-01T00:00:00Z\"}";
        sendForeign(message, null);
        consumeReplies("");

        Message completion = awaitReply();

        assertThat(completion.getHeaders())
                .contains(
                        entry(CommandBusConstants.BATCH_ID, ID),
                        entry(CommandBusConstants.BATCH_STATUS, "COMPLETED_WITH_FAILURES"),
                        entry(CommandBusConstants.DOMAIN, domain))
                .doesNotContainKeys(CommandBusConstants.COMMAND_ID, CommandBusConstants.OUTCOME);
        assertThat(field(completion, "total_count")).isEqualTo(3);
        assertThat(field(completion, "custom_data")).isEqualTo(Map.of("a", 1));
        assertThat((Object) completion.getBody(Map.class).size()).isEqualTo(10);
    }

    @Test
    void whatIsNoReplyGoesToTheArchiveAndHoldsNobodyUp() throws Exception {
        try (LogCapture log = LogCapture.of(QueueStore.class)) {
            List<String> bad = List.of(
                    "[]",
                    "\"text\"",
                    "null",
                    "{}",
                    "{\"outcome\":\"SUCCESS\"}",
                    "{\"command_id\":\"1\",\"outcome\":\"SUCCESS\"}",
                    "{\"command_id\":\"" + ID + "\",\"outcome\":\"DONE\"}",
                    "{\"batch_id\":7}");
            bad.forEach(body -> sendForeign(body, null));
            sendForeign("{\"command_id\":\"" + ID + "\",\"outcome\":\"SUCCESS\",\"data\":1}", null);
            consumeReplies("");

            assertThat(awaitReply().getBody()).isEqualTo("1");
            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(rows(replies.table())).isZero();
                assertThat(rows(replies.archiveTable())).isEqualTo(bad.size());
            });
            assertThat(log.count(Level.WARN)).isEqualTo(bad.size());
            assertThat(log.warnings()).anySatisfy(line -> assertThat(line)
                    .contains(
                            "Message ", "'" + replies + "'", "Not a reply", "'command_id' is missing", "the archive"));
        }
        assertThat(received).hasSize(1);
    }

    private static Object field(Message message, String name) {
        return message.getBody(Map.class).get(name);
    }
}
