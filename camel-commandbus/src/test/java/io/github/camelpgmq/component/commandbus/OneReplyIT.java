/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Outcome;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.support.CommandWorker;
import io.github.camelpgmq.support.ChildJvm;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A command gets one reply, together with its outcome, whatever happens before. */
class OneReplyIT extends CommandBusTestBase {

    private final AtomicBoolean healed = new AtomicBoolean();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void success(boolean transacted) throws Exception {
        handle("&transacted=" + transacted, exchange -> {});
        assertOneReply(send("{}"), Outcome.SUCCESS, CommandStatus.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void successAfterFailures(boolean transacted) throws Exception {
        handle("&retryBackoff=100ms&transacted=" + transacted, exchange -> {
            if (exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class) < 3) {
                throw new TransientCommandException("LATER", "later");
            }
        });
        assertOneReply(send("{}"), Outcome.SUCCESS, CommandStatus.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void businessFailure(boolean transacted) throws Exception {
        handle("&transacted=" + transacted, exchange -> {
            throw new BusinessRuleException("LIMIT", "too much");
        });
        assertOneReply(send("{}"), Outcome.FAILED, CommandStatus.FAILED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noneInTroubleshootingAndOneAfterTheRetry(boolean transacted) throws Exception {
        UUID id = inTroubleshooting(transacted);
        healed.set(true);
        bus.troubleshooting().retry(domain, id, null, "me", "healed");
        assertOneReply(id, Outcome.SUCCESS, CommandStatus.COMPLETED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneWhenAnOperatorCancelsAfterARetryInVain(boolean transacted) throws Exception {
        UUID id = inTroubleshooting(transacted);
        bus.troubleshooting().retry(domain, id, null, "me", "perhaps");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(id)).endsWith("RECEIVED", "MOVED_TO_TSQ"));
        assertThat(sentReplies()).isEmpty();
        bus.troubleshooting().cancel(domain, id, "me", "in vain");
        assertOneReply(id, Outcome.CANCELED, CommandStatus.CANCELED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneWhenAnOperatorCompletes(boolean transacted) throws Exception {
        UUID id = inTroubleshooting(transacted);
        bus.troubleshooting().complete(domain, id, "{}", "me", "by hand");
        assertOneReply(id, Outcome.SUCCESS, CommandStatus.COMPLETED);
    }

    @ParameterizedTest
    @CsvSource({"true,NULL", "true,", "false,NULL", "false,"})
    void noneForARowThatNamesNoQueue(boolean transacted, String queue) throws Exception {
        UUID completed = send("Debit", "{}", Map.of());
        UUID canceled = send("Debit", "{}", Map.of());
        sql("UPDATE command_bus_command SET reply_queue = " + queue + " WHERE domain = '" + domain + "'");
        handle("&transacted=" + transacted, exchange -> {
            if (canceled.toString().equals(exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID))) {
                throw new PermanentCommandException("NO", "no");
            }
        });
        awaitStatus(completed, CommandStatus.COMPLETED);
        awaitStatus(canceled, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        bus.troubleshooting().cancel(domain, canceled, "me", "no");
        assertThat(get(canceled).status()).isEqualTo(CommandStatus.CANCELED);
        assertThat(sentReplies()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true,{}", "false,{}", "true,[]", "false,[]"})
    void oneWhenTheDatabaseHasRefusedItAtFirst(boolean transacted, String data) throws Exception {
        String refusal = "refuse_" + domain;
        client.createQueue(replies);
        sql(
                "CREATE FUNCTION " + refusal + "() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN RAISE EXCEPTION ''refused by a trigger''; END'",
                "CREATE TRIGGER refusal BEFORE INSERT ON " + replies.table() + " FOR EACH ROW EXECUTE FUNCTION "
                        + refusal + "()");
        AtomicInteger runs = new AtomicInteger();
        handle("&visibilityTimeout=1s&retryBackoff=1s&transacted=" + transacted, exchange -> {
            runs.incrementAndGet();
            if (data.equals("[]")) {
                throw new BusinessRuleException("LIMIT", "too much");
            }
        });
        UUID id = send(
                "Debit",
                data,
                Map.of(CommandBusConstants.REPLY_TO, replies.name(), CommandBusConstants.MAX_ATTEMPTS, 100));
        await().atMost(PATIENCE).until(() -> runs.get() > 1);
        assertThat(get(id).status()).isIn(CommandStatus.PENDING, CommandStatus.IN_PROGRESS);
        assertThat(events(id)).doesNotContain("COMPLETED", "BUSINESS_RULE_FAILED");
        if (transacted) {
            assertThat(effects(id)).isZero();
        }

        sql("DROP TRIGGER refusal ON " + replies.table());

        boolean fails = data.equals("[]");
        assertOneReply(
                id, fails ? Outcome.FAILED : Outcome.SUCCESS, fails ? CommandStatus.FAILED : CommandStatus.COMPLETED);
        assertThat(events(id)).containsOnlyOnce(fails ? "BUSINESS_RULE_FAILED" : "COMPLETED");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void oneForEachCommandOfAJvmThatIsKilled(boolean transacted) throws Exception {
        int count = 400;
        String uri = debit("?concurrentConsumers=4&visibilityTimeout=3s&pollInterval=1s&transacted=" + transacted);
        try (ChildJvm worker = ChildJvm.start(CommandWorker.class, PGMQ.database(), uri)) {
            worker.awaitLine(CommandWorker.READY);
            Map<String, Object> headers =
                    Map.of(CommandBusConstants.REPLY_TO, replies.name(), CommandBusConstants.MAX_ATTEMPTS, 10);
            for (int i = 0; i < count; i++) {
                send("Debit", "{}", headers);
            }
            await().atMost(PATIENCE).until(() -> rows(replies.table()) > 20);
            worker.kill();
        }
        assertThat(rows(replies.table())).isLessThan(count);
        camel.addRoutes(CommandWorker.route(uri));

        await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                        rows("command_bus_command WHERE status = 'COMPLETED' AND domain = '" + domain + "'"))
                .isEqualTo(count));
        List<String> sent = sentReplies();
        Set<UUID> answered = new HashSet<>();
        sent.forEach(reply -> answered.add(Reply.parse(reply).commandId()));
        assertThat(sent).hasSize(count);
        assertThat(answered).hasSize(count);
        assertThat(rows("command_bus_audit WHERE event_type = 'COMPLETED' AND domain = '" + domain + "'"))
                .isEqualTo(count);
        if (transacted) {
            assertThat(rows("effect WHERE domain = '" + domain + "'")).isEqualTo(count);
        }
    }

    private UUID inTroubleshooting(boolean transacted) throws Exception {
        handle("&transacted=" + transacted, exchange -> {
            if (!healed.get()) {
                throw new PermanentCommandException("NO", "no");
            }
        });
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertThat(sentReplies()).isEmpty();
        return id;
    }

    private void assertOneReply(UUID id, Outcome outcome, CommandStatus status) {
        awaitStatus(id, status);
        assertThat(sentReplies()).singleElement().satisfies(text -> {
            Reply reply = Reply.parse(text);
            assertThat(reply.commandId()).isEqualTo(id);
            assertThat(reply.outcome()).isEqualTo(outcome);
        });
    }
}
