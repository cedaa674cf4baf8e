/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What belongs to one step of a command is written by one database transaction, so that no crash can part it. */
class OneCommitIT extends CommandBusTestBase {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void success(boolean transacted) throws Exception {
        noteWhatIsTakenFromTheQueue();
        handle("&transacted=" + transacted, exchange -> {});
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.COMPLETED);
        List<String> rows = new ArrayList<>(List.of(status(id), audit(id, "COMPLETED"), reply(id), taken(id)));
        if (transacted) {
            rows.add("effect WHERE command_id = '" + id + "'");
        }
        assertOneTransaction(rows);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void businessFailure(boolean transacted) throws Exception {
        noteWhatIsTakenFromTheQueue();
        handle("&transacted=" + transacted, exchange -> {
            throw new BusinessRuleException("NO", "no");
        });
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.FAILED);
        assertOneTransaction(List.of(status(id), audit(id, "BUSINESS_RULE_FAILED"), reply(id), taken(id)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void retryAndTroubleshooting(boolean transacted) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        handle("&retryBackoff=2s&transacted=" + transacted, exchange -> {
            if (runs.incrementAndGet() == 1) {
                throw new TransientCommandException("LATER", "later");
            }
            throw new PermanentCommandException("NO", "no");
        });
        UUID id = send("{}");
        await().atMost(PATIENCE).until(() -> events(id).contains("RETRY_SCHEDULED"));
        assertOneTransaction(List.of(
                status(id), audit(id, "FAILED"), audit(id, "RETRY_SCHEDULED"), carriedBy(commands.table(), id)));

        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        assertOneTransaction(List.of(status(id), audit(id, "MOVED_TO_TSQ"), carriedBy(commands.archiveTable(), id)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"OPERATOR_RETRY", "OPERATOR_CANCEL", "OPERATOR_COMPLETE"})
    void operatorsAction(String event) throws Exception {
        handle("", exchange -> {
            throw new PermanentCommandException("NO", "no");
        });
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
        camel.getRouteController().stopAllRoutes();

        switch (event) {
            case "OPERATOR_RETRY" -> bus.troubleshooting().retry(domain, id, null, "ann", null);
            case "OPERATOR_CANCEL" -> bus.troubleshooting().cancel(domain, id, "ann", null);
            default -> bus.troubleshooting().complete(domain, id, null, "ann", null);
        }

        String sent = event.equals("OPERATOR_RETRY") ? carriedBy(commands.table(), id) : reply(id);
        assertOneTransaction(List.of(status(id), audit(id, event), sent));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"no\": \"command\"}", "[]"})
    void quarantine(String body) throws Exception {
        handle("", exchange -> {});
        client.send(commands, body, null, null);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(queued()).isZero());
        String ofDomain = " WHERE domain = '" + domain + "'";
        assertOneTransaction(List.of(
                "command_bus_command" + ofDomain,
                "command_bus_audit" + ofDomain,
                commands.archiveTable().toString()));
    }

    private void assertOneTransaction(List<String> rows) {
        String each =
                rows.stream().map(from -> "SELECT xmin::text FROM " + from).collect(Collectors.joining(" UNION ALL "));
        List<String> transactions = Arrays.asList(
                text("SELECT string_agg(xmin, ',') FROM (" + each + ") AS x").split(","));
        assertThat(transactions).as(rows.toString()).hasSameSizeAs(rows).containsOnly(transactions.get(0));
    }

    private static String status(UUID id) {
        return "command_bus_command WHERE command_id = '" + id + "'";
    }

    private static String audit(UUID id, String event) {
        return "command_bus_audit WHERE command_id = '" + id + "' AND event_type = '" + event + "'";
    }

    private String reply(UUID id) {
        return carriedBy(replies.table(), id);
    }

    private static String carriedBy(Object table, UUID id) {
        return table + " WHERE message ->> 'command_id' = '" + id + "'";
    }

    private static String taken(UUID id) {
        return "taken WHERE command_id = '" + id + "'";
    }

    /** A deleted row cannot be asked who has deleted it. */
    private void noteWhatIsTakenFromTheQueue() {
        client.createQueue(commands);
        sql(
                "CREATE TABLE IF NOT EXISTS taken (command_id text)",
                "CREATE OR REPLACE FUNCTION note_taken() RETURNS trigger LANGUAGE plpgsql AS"
                        + " 'BEGIN INSERT INTO taken VALUES (OLD.message ->> ''command_id''); RETURN NULL; END'",
                "CREATE TRIGGER note_taken AFTER DELETE ON " + commands.table()
                        + " FOR EACH ROW EXECUTE FUNCTION note_taken()");
    }
}
