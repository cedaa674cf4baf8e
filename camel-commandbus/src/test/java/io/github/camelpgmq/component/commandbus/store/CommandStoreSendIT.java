/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.DuplicateCommandException;
import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.client.Delay;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandStoreSendIT extends StoreIT {

    @Test
    void writesMessageMetadataAndAudit() throws SQLException {
        UUID id = UUID.randomUUID();
        UUID correlation = UUID.randomUUID();
        UUID batch = batch("PENDING");
        long msgId = store.sending()
                .send(
                        connection,
                        new NewCommand(id, "Debit", correlation, "r", 5, null, batch, "{\"command_id\":\"x\"}", null));

        assertThat(row(id)).satisfies(c -> {
            assertThat(c.msgId()).isEqualTo(msgId);
            assertThat(c.status()).isEqualTo(CommandStatus.PENDING);
            assertThat(c.attempts()).isZero();
            assertThat(c.maxAttempts()).isEqualTo(5);
            assertThat(c.queueName()).isEqualTo(store.domain().commandQueue());
            assertThat(c.replyQueue()).isEqualTo("r");
            assertThat(c.correlationId()).isEqualTo(correlation);
            assertThat(c.batchId()).isEqualTo(batch);
        });
        assertThat(events(id)).containsExactly("SENT");
        assertThat(count(queue)).isEqualTo(1);
    }

    @Test
    void delayHidesTheMessage() throws SQLException {
        UUID id = UUID.randomUUID();
        NewCommand now = command(id);
        store.sending()
                .send(
                        connection,
                        new NewCommand(
                                id,
                                "Debit",
                                null,
                                null,
                                3,
                                Delay.of(Duration.ofMillis(60_500)),
                                null,
                                now.bodyJson(),
                                null));
        assertThat(store.claims().claim(connection, 10, LEASE)).isEmpty();
        assertThat(store.leases()
                        .millisUntilNextVisible(connection, Duration.ZERO)
                        .orElseThrow())
                .isBetween(50_000L, 60_500L);
    }

    @Test
    void duplicateInAutocommitLeavesOneMessage() throws SQLException {
        UUID id = sent();
        String before = state();
        assertThatThrownBy(() -> store.sending().send(connection, command(id)))
                .isInstanceOf(DuplicateCommandException.class)
                .hasMessageContaining(domain)
                .hasMessageContaining(id.toString());
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void duplicateInATransactionLeavesItUsable() throws SQLException {
        UUID id = sent();
        UUID other = UUID.randomUUID();
        try (Connection transaction = transaction()) {
            assertThatThrownBy(() -> store.sending().send(transaction, command(id)))
                    .isInstanceOf(DuplicateCommandException.class);
            store.sending().send(transaction, command(other));
            transaction.commit();
        }
        assertThat(count(queue)).isEqualTo(2);
        assertThat(events(id)).containsExactly("SENT");
        assertThat(events(other)).containsExactly("SENT");
    }

    @Test
    void rollbackLeavesNothing() throws SQLException {
        String before = state();
        try (Connection transaction = transaction()) {
            store.sending().send(transaction, command(UUID.randomUUID()));
            transaction.rollback();
        }
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void sameIdInAnotherDomainIsAnotherCommand() throws SQLException {
        UUID id = sent();
        CommandStore other = new CommandStore(domain + "_x", CommandTables.DEFAULT);
        other.createQueues(connection);
        other.sending().send(connection, command(id));
        assertThat(count("command_bus_command WHERE command_id = '" + id + "'")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoSendersAtOnceMakeOneCommand(boolean autocommit) throws Exception {
        for (int round = 1; round <= 25; round++) {
            UUID id = UUID.randomUUID();
            assertThat(race(autocommit, own -> store.sending().send(own, command(id))))
                    .hasAtLeastOneElementOfType(Long.class)
                    .hasAtLeastOneElementOfType(DuplicateCommandException.class);
            assertThat(count(queue)).isEqualTo(round);
            assertThat(events(id)).containsExactly("SENT");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x'; DROP TABLE command_bus_command; --",
                "\"quoted\"",
                "$1 ? ?::text $domain $q",
                "\\",
                "Ünï 漢字 \uD83D\uDE00"
            })
    void hostileTypesAndBodiesAreOnlyText(String hostile) throws SQLException {
        UUID id = UUID.randomUUID();
        String data =
                com.fasterxml.jackson.databind.node.TextNode.valueOf(hostile).toString();
        store.sending().send(connection, command(id, 3, null, hostile, data));
        FetchedCommand fetched = fetchOne();
        assertThat(fetched.claimed()).isTrue();
        assertThat(fetched.command().commandType()).isEqualTo(hostile);
        assertThat(CommandMessage.parse(fetched.bodyJson()).dataJson()).isEqualTo(data);
    }

    @Test
    void bodyThatIsNotJsonIsRefusedAndLeavesNothing() throws SQLException {
        String before = state();
        UUID id = UUID.randomUUID();
        assertThatThrownBy(() -> store.sending()
                        .send(connection, new NewCommand(id, "T", null, null, 3, null, null, "{broken", null)))
                .isInstanceOf(SQLException.class);
        assertThat(state()).isEqualTo(before);
    }

    @Test
    void queuesMayBeCreatedByTwoStartersAtOnce() throws Exception {
        for (int round = 0; round < 10; round++) {
            CommandStore fresh = new CommandStore(domain + "_r" + round, CommandTables.DEFAULT);
            assertThat(race(true, own -> {
                        fresh.createQueues(own);
                        return "created";
                    }))
                    .containsExactly("created", "created");
            assertThat(count("pgmq.q_" + fresh.domain().replyQueue())).isZero();
        }
    }
}
