/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.CommandNotFoundException;
import io.github.camelpgmq.component.commandbus.InvalidCommandStateException;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Outcome;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.store.ClaimPolicy;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.commandbus.store.StoreIT;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TroubleshootingDeskIT extends StoreIT {

    private TroubleshootingDesk desk;

    @BeforeEach
    void open() {
        desk = new TroubleshootingDesk(store);
    }

    private UUID troubled(String replyQueue) throws SQLException {
        UUID id = sent(3, replyQueue);
        store.outcomes().toTroubleshooting(connection, fetchOne(), new CommandError("PERMANENT", "E", "m"), false);
        return id;
    }

    @Test
    void retrySendsTheSameMessageAgain() throws SQLException {
        UUID id = troubled(null);
        String body = text("SELECT message FROM " + archiveTable());
        CommandMetadata pending = desk.retry(connection, id, null, null, null);
        long msgId = pending.msgId();
        assertThat(row(id)).isEqualTo(pending).satisfies(c -> {
            assertThat(c.status()).isEqualTo(CommandStatus.PENDING);
            assertThat(c.attempts()).isZero();
        });
        assertThat(count(archiveTable())).isZero();
        FetchedCommand again = fetchOne();
        assertThat(again.claimed()).isTrue();
        assertThat(again.lease().messageId()).isEqualTo(msgId);
        assertThat(again.bodyJson()).isEqualTo(body);
        assertThat(again.headersJson()).contains("traceparent");
        assertThat(details(id, "OPERATOR_RETRY"))
                .contains("\"operator\": null", "\"reason\": null", "\"edited\": false")
                .doesNotContain("original_data");
        assertThat(store.outcomes().complete(connection, List.of(completion(again, null))))
                .hasSize(1);
    }

    @Test
    void retryWithEditedDataKeepsTheOldOnesInTheAudit() throws SQLException {
        UUID id = troubled(null);
        desk.retry(connection, id, "{\"amount\":\"it's 2\"}", "ann", "typo; --");
        assertThat(CommandMessage.parse(fetchOne().bodyJson()).dataJson()).isEqualTo("{\"amount\":\"it's 2\"}");
        assertThat(details(id, "OPERATOR_RETRY"))
                .contains(
                        "\"operator\": \"ann\"",
                        "\"reason\": \"typo; --\"",
                        "\"edited\": true",
                        "\"original_data\": {\"amount\": 1.50}");
    }

    @Test
    void retryWithBrokenDataChangesNothing() throws SQLException {
        UUID id = troubled(null);
        String before = state();
        assertThatThrownBy(() -> desk.retry(connection, id, "{broken", "ann", null))
                .isInstanceOf(MalformedCommandException.class);
        assertThat(state()).isEqualTo(before);
        assertThat(connection.getAutoCommit()).isTrue();
    }

    @Test
    void retryNeedsTheArchivedMessage() throws SQLException {
        UUID id = troubled(null);
        execute("DELETE FROM " + archiveTable());
        assertThatThrownBy(() -> desk.retry(connection, id, null, null, null))
                .isInstanceOf(CommandBusException.class)
                .hasMessageContaining("cancel or complete");
        assertThat(new CommandSearch(store.tables())
                        .troubleshooting(connection, CommandFilter.of(domain))
                        .items())
                .singleElement()
                .satisfies(item -> assertThat(item.dataJson()).isNull());
        desk.cancel(connection, id, null, null);
    }

    @Test
    void repairedQuarantineIsHandledUnderItsListedId() throws SQLException {
        text(
                "SELECT pgmq.send(?::text, ?::jsonb)",
                store.domain().commandQueue(),
                "{\"command_type\":\"Debit\",\"data\":5}");
        FetchedCommand malformed = fetchOne();
        UUID id = store.intake()
                .quarantine(connection, malformed, ClaimPolicy.malformedBecause(domain, malformed.bodyJson()))
                .orElseThrow();
        desk.retry(connection, id, null, "ann", null);
        FetchedCommand repaired = fetchOne();
        assertThat(repaired.claimed()).isTrue();
        assertThat(repaired.commandId()).isEqualTo(id);
        assertThat(CommandMessage.parse(repaired.bodyJson()).dataJson()).isEqualTo("5");
    }

    @Test
    void quarantineWithUnreadableCorrelationAndReplyQueueIsReleased() throws SQLException {
        UUID id = UUID.randomUUID();
        text(
                "SELECT pgmq.send(?::text, ?::jsonb)",
                store.domain().commandQueue(),
                "{\"domain\":\"" + domain + "\",\"command_id\":\"" + id
                        + "\",\"command_type\":\"Debit\",\"correlation_id\":5,\"reply_to\":{},\"data\":1}");
        FetchedCommand malformed = fetchOne();
        assertThat(store.intake()
                        .quarantine(connection, malformed, ClaimPolicy.malformedBecause(domain, malformed.bodyJson())))
                .contains(id);
        assertThat(new CommandSearch(store.tables())
                        .troubleshooting(connection, CommandFilter.of(domain))
                        .items())
                .singleElement()
                .satisfies(item -> assertThat(item.bodyJson()).isEqualTo(malformed.bodyJson()));

        desk.retry(connection, id, "2", "ann", null);

        FetchedCommand repaired = fetchOne();
        assertThat(repaired.claimed()).isTrue();
        assertThat(CommandMessage.parse(repaired.bodyJson())).satisfies(message -> {
            assertThat(message.dataJson()).isEqualTo("2");
            assertThat(message.correlationId()).isNull();
            assertThat(message.replyTo()).isNull();
        });
    }

    @Test
    void textsThatTheDatabaseCannotStoreAreMadeStorable() throws SQLException {
        UUID id = troubled(store.domain().replyQueue());
        desk.cancel(connection, id, "a\0nn", "no\0thing");
        assertThat(details(id, "OPERATOR_CANCEL")).contains("thing");
        assertThat(Reply.parse(replies().get(0)).reason()).contains("thing");
    }

    @Test
    void quarantineThatIsNoCommandCannotBeRetriedButCanceled() throws SQLException {
        text("SELECT pgmq.send(?::text, ?::jsonb)", store.domain().commandQueue(), "[]");
        FetchedCommand malformed = fetchOne();
        UUID id = store.intake()
                .quarantine(connection, malformed, ClaimPolicy.malformedBecause(domain, malformed.bodyJson()))
                .orElseThrow();
        assertThatThrownBy(() -> desk.retry(connection, id, "{}", null, null))
                .isInstanceOf(MalformedCommandException.class)
                .hasMessageContaining("command_type");
        desk.cancel(connection, id, null, null);
        assertThat(row(id).status()).isEqualTo(CommandStatus.CANCELED);
    }

    @Test
    void quarantineWithoutATypeIsReleasedWhenTheOperatorNamesOne() throws SQLException {
        text("SELECT pgmq.send(?::text, ?::jsonb)", store.domain().commandQueue(), "[]");
        FetchedCommand malformed = fetchOne();
        UUID id = store.intake()
                .quarantine(connection, malformed, ClaimPolicy.malformedBecause(domain, malformed.bodyJson()))
                .orElseThrow();
        assertThatThrownBy(() -> desk.retry(connection, id, "{}", null, null))
                .isInstanceOf(MalformedCommandException.class)
                .hasMessageContaining("command_type");
        desk.retryAs(connection, id, "Debit", "{}", null, null);
        assertThat(row(id).commandType()).isEqualTo("Debit");
        FetchedCommand repaired = fetchOne();
        assertThat(repaired.claimed()).isTrue();
        assertThat(CommandMessage.parse(repaired.bodyJson()).commandType()).isEqualTo("Debit");
    }

    @Test
    void aTypeThatACommandHasIsKept() throws SQLException {
        UUID id = troubled(null);
        assertThat(desk.retryAs(connection, id, "Other", null, null, null).commandType())
                .isEqualTo("Debit");
        assertThat(CommandMessage.parse(fetchOne().bodyJson()).commandType()).isEqualTo("Debit");
    }

    @Test
    void cancelRepliesCanceled() throws SQLException {
        UUID id = troubled(store.domain().replyQueue());
        desk.cancel(connection, id, "ann", "no longer wanted");
        assertThat(row(id).status()).isEqualTo(CommandStatus.CANCELED);
        assertThat(events(id)).endsWith("OPERATOR_CANCEL");
        Reply reply = Reply.parse(replies().get(0));
        assertThat(reply.outcome()).isEqualTo(Outcome.CANCELED);
        assertThat(reply.reason()).isEqualTo("no longer wanted");
        assertThat(reply.commandId()).isEqualTo(id);
        assertThat(reply.completedAt()).isNotNull();
        assertThat(count(archiveTable())).isEqualTo(1);
    }

    @Test
    void completeRepliesSuccess() throws SQLException {
        UUID id = troubled(store.domain().replyQueue());
        new TroubleshootingDesk(store, true, queue -> true).complete(connection, id, "{\"by\":\"hand\"}", "ann", null);
        assertThat(row(id).status()).isEqualTo(CommandStatus.COMPLETED);
        assertThat(events(id)).endsWith("OPERATOR_COMPLETE");
        assertThat(Reply.parse(replies().get(0)).outcome()).isEqualTo(Outcome.SUCCESS);
        assertThat(replies().get(0)).contains("\"data\": {\"by\": \"hand\"}", "\"result\": {\"by\": \"hand\"}");
    }

    @Test
    void noReplyQueueNoReply() throws SQLException {
        desk.complete(connection, troubled(null), null, null, null);
        desk.cancel(connection, troubled(null), null, null);
        assertThat(replies()).isEmpty();
    }

    @Test
    void otherStatusesAreRefusedAndTheTransactionGoesOn() throws SQLException {
        UUID pending = sent();
        try (Connection transaction = transaction()) {
            assertThatThrownBy(() -> desk.retry(transaction, pending, null, null, null))
                    .isInstanceOf(InvalidCommandStateException.class)
                    .hasMessageContaining("PENDING")
                    .hasMessageContaining(pending.toString());
            assertThatThrownBy(() -> desk.cancel(transaction, UUID.randomUUID(), null, null))
                    .isInstanceOf(CommandNotFoundException.class);
            assertThatThrownBy(() -> desk.complete(transaction, pending, null, null, null))
                    .isInstanceOf(InvalidCommandStateException.class);
            UUID other = UUID.randomUUID();
            store.sending().send(transaction, command(other));
            transaction.commit();
            assertThat(events(other)).containsExactly("SENT");
        }
    }
}
