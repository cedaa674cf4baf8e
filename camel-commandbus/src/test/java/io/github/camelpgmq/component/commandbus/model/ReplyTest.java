/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReplyTest {

    private static final UUID ID = UUID.fromString("6f6b5f1e-0000-4000-8000-000000000001");

    private static final CommandMetadata COMMAND = new CommandMetadata(
            "d", ID, "T", CommandStatus.IN_PROGRESS, 1, 3, "q", 1L, null, null, null, null, null, null, "r", ID, null);

    @Test
    void successCarriesData() {
        Reply reply = Reply.success(COMMAND, "{\"a\":1}", Instant.EPOCH);
        assertThat(reply.toJson())
                .isEqualTo("{\"command_id\":\"" + ID + "\",\"correlation_id\":\"" + ID
                        + "\",\"domain\":\"d\",\"type\":\"T\","
                        + "\"outcome\":\"SUCCESS\",\"completed_at\":\"1970-01-01T00:00:00Z\",\"data\":{\"a\":1}}");
        assertThat(Reply.parse(reply.toJson())).isEqualTo(reply);
        assertThat(reply.toJson(true)).endsWith(",\"data\":{\"a\":1},\"result\":{\"a\":1}}");
    }

    @Test
    void failureCarriesTheError() {
        Reply reply = Reply.failed(COMMAND, new CommandError("BUSINESS_RULE", "LIMIT", "too much"), Instant.EPOCH);
        assertThat(reply.toJson())
                .contains(
                        "\"outcome\":\"FAILED\"",
                        "\"error_type\":\"BUSINESS_RULE\"",
                        "\"error_code\":\"LIMIT\"",
                        "\"error_message\":\"too much\"")
                .doesNotContain("reason");
        assertThat(Reply.parse(reply.toJson())).isEqualTo(reply);
    }

    @Test
    void cancellationCarriesTheReasonIfThereIsOne() {
        assertThat(Reply.canceled(COMMAND, "no", null).toJson())
                .contains("\"outcome\":\"CANCELED\"", "\"reason\":\"no\"");
        assertThat(Reply.canceled(COMMAND, null, null).toJson()).doesNotContain("reason");
    }

    @Test
    void olderRepliesAreRead() {
        Reply reply = Reply.parse(
                "{\"command_id\":\"" + ID + "\",\"correlation_id\":null,\"outcome\":\"SUCCESS\",\"result\":[1]}");
        assertThat(reply.dataJson()).isEqualTo("[1]");
        assertThat(reply.domain()).isNull();
    }

    @Test
    void unknownOutcomeIsNamed() {
        assertThatThrownBy(() -> Reply.parse("{\"command_id\":\"" + ID + "\",\"outcome\":\"DONE\"}"))
                .isInstanceOf(MalformedCommandException.class)
                .hasMessageContaining("outcome");
    }

    @Test
    void legacyFailureHasItsErrorInTheResultToo() {
        Reply reply = Reply.failed(COMMAND, new CommandError("BUSINESS_RULE", "LIMIT", "too much"), Instant.EPOCH);
        assertThat(reply.toJson(true))
                .contains(
                        "\"data\":null,\"result\":{\"error_code\":\"LIMIT\",\"error_message\":\"too much\"}",
                        "\"error_code\":\"LIMIT\",\"error_message\":\"too much\"}");
        assertThat(Reply.parse(reply.toJson(true))).isEqualTo(reply);
    }

    @Test
    void olderFailuresHaveTheirErrorInTheResult() {
        Reply reply = Reply.parse("{\"command_id\":\"" + ID
                + "\",\"outcome\":\"FAILED\",\"result\":{\"error_code\":\"LIMIT\",\"error_message\":\"too much\"}}");
        assertThat(reply.error()).isEqualTo(new CommandError(null, "LIMIT", "too much"));
    }

    @Test
    void aSuccessWhoseDataLooksLikeAnErrorIsNone() {
        Reply reply = Reply.parse(
                "{\"command_id\":\"" + ID + "\",\"outcome\":\"SUCCESS\",\"result\":{\"error_code\":\"LIMIT\"}}");
        assertThat(reply.error()).isNull();
    }

    @Test
    void aMessageThatNamesABatchAndNoCommandIsItsCompletion() {
        String json = "{\"batch_id\":\"" + ID + "\",\"status\":\"COMPLETED\"}";
        assertThat(ReplyQueueMessage.parse(json)).isEqualTo(new BatchCompletion(ID, null, "COMPLETED", json));
        assertThatThrownBy(() -> ReplyQueueMessage.parse("{\"batch_id\":\"x\"}"))
                .isInstanceOf(MalformedCommandException.class)
                .hasMessageContaining("batch_id");
    }
}
