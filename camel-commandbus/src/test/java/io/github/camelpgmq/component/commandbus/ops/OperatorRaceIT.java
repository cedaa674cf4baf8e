/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.InvalidCommandStateException;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two operators at the same moment. */
@Timeout(120)
class OperatorRaceIT extends OpsIT {

    private static final int ROUNDS = 20;

    private interface Act {
        Object on(Connection connection, UUID id) throws SQLException;
    }

    private final Act retry = (c, id) -> desk.retry(c, id, null, "ann", null);
    private final Act cancel = (c, id) -> desk.cancel(c, id, "bob", null);
    private final Act complete = (c, id) -> desk.complete(c, id, "1", "cid", null);

    @Test
    void retryAndRetry() throws Exception {
        oneWins(retry, retry);
    }

    @Test
    void retryAndCancel() throws Exception {
        oneWins(retry, cancel);
    }

    @Test
    void cancelAndComplete() throws Exception {
        oneWins(cancel, complete);
    }

    private void oneWins(Act one, Act other) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID id = troubled(store.domain().replyQueue());
            List<Object> results = race(round % 2 == 0, own -> one.on(own, id), own -> other.on(own, id));
            assertThat(results)
                    .hasAtLeastOneElementOfType(CommandMetadata.class)
                    .hasAtLeastOneElementOfType(InvalidCommandStateException.class);
            oneEffect(id);
        }
    }

    /** One message or one reply, and one audit row of it. */
    private void oneEffect(UUID id) throws SQLException {
        assertThat(events(id))
                .filteredOn(event -> event.startsWith("OPERATOR_"))
                .hasSize(1);
        assertThat(count(queue) + replies().size()).isOne();
        execute("DELETE FROM " + queue);
        execute("DELETE FROM pgmq.q_" + store.domain().replyQueue());
    }

    @Test
    void singleAndBulk() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            UUID id = troubled(store.domain().replyQueue());
            List<Object> results = race(
                    round % 2 == 0, own -> desk.retry(own, id, null, "ann", null), own -> bulk.cancel(own, every()));
            BulkResult counted = (BulkResult) results.get(1);
            boolean single = results.get(0) instanceof CommandMetadata;
            assertThat(counted.done()).isEqualTo(single ? 0 : 1);
            assertThat(counted.skipped()).isLessThanOrEqualTo(single ? 1 : 0);
            oneEffect(id);
        }
    }

    @Test
    void bulkAndBulk() throws Exception {
        for (int round = 0; round < 5; round++) {
            int commands = 60;
            manyTroubled(domain, commands, "T");
            List<Object> results = race(
                    round % 2 == 0,
                    own -> bulk.retry(own, every().withChunkSize(7)),
                    own -> bulk.cancel(own, every().withChunkSize(5)));
            BulkResult retried = (BulkResult) results.get(0);
            BulkResult canceled = (BulkResult) results.get(1);
            assertThat(retried.done() + canceled.done()).isEqualTo(commands);
            assertThat(count(queue)).isEqualTo(retried.done());
            assertThat(replies()).hasSize((int) canceled.done());
            assertThat(count("command_bus_audit", "event_type LIKE 'OPERATOR%'"))
                    .isEqualTo(commands);
            execute("DELETE FROM " + queue);
            execute("DELETE FROM pgmq.q_" + store.domain().replyQueue());
            execute("DELETE FROM " + archiveTable());
            execute("DELETE FROM command_bus_command WHERE domain = '" + domain + "'");
            execute("DELETE FROM command_bus_audit WHERE domain = '" + domain + "'");
        }
    }

    @Test
    void whatAnotherOperatorHoldsIsSkippedAndNotWaitedFor() throws Exception {
        UUID first = troubled();
        UUID second = troubled();
        try (Connection other = transaction()) {
            desk.complete(other, first, null, "bob", null);
            BulkResult result = bulk.retry(connection, every());
            assertThat(result.matched()).isEqualTo(2);
            assertThat(result.first()).containsExactly(new BulkResult.Entry(domain, second, null));
            assertThat(result.firstSkipped()).singleElement().satisfies(entry -> {
                assertThat(entry.commandId()).isEqualTo(first);
                assertThat(entry.reason()).contains("somebody else");
            });
        }
    }

    @Test
    void operatorsDoNotBlockWorkers() throws SQLException {
        manyTroubled(domain, 50, "T");
        UUID id = sent();
        try (Connection operator = transaction();
                Connection worker = connect()) {
            bulk.retry(operator, every());
            try (var statement = worker.createStatement()) {
                statement.execute("SET lock_timeout = '5s'");
            }
            FetchedCommand claimed = store.claims().claim(worker, 10, LEASE).get(0);
            assertThat(claimed.commandId()).isEqualTo(id);
            assertThat(store.outcomes().complete(worker, List.of(completion(claimed, null))))
                    .hasSize(1);
            operator.commit();
        }
        assertThat(store.claims().claim(connection, 100, LEASE)).hasSize(50);
    }

    private BulkRequest every() {
        return BulkRequest.of(CommandFilter.of(domain), "bulk", null).withEverything(true);
    }
}
