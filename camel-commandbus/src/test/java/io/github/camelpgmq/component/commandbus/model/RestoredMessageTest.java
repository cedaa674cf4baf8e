/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class RestoredMessageTest {

    private static final UUID ID = UUID.fromString("6f6b5f1e-0000-4000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("6f6b5f1e-0000-4000-8000-000000000002");
    private static final String ORIGIN = "\"reply_to\":\"r__replies\",\"correlation_id\":\"" + OTHER + "\"";
    private static final String IDENTITY = "\"domain\":\"d\",\"command_type\":\"T\",\"command_id\":\"" + ID + "\"";

    @Test
    void everythingButIdentityAndEditedDataIsKept() {
        assertThat(restored("{\"data\":{\"a\":1},\"x\":2}", troubled("E", null), null)
                        .json())
                .isEqualTo("{\"data\":{\"a\":1},\"x\":2," + IDENTITY + "}");
        assertThat(restored("[]", troubled("E", null), "7").json()).isEqualTo("{" + IDENTITY + ",\"data\":7}");
    }

    @Test
    void quarantinedMessageSaysWhereItsReplyGoesAndWhatItBelongsTo() {
        RestoredMessage restored = restored("{" + ORIGIN + "}", troubled("MALFORMED", null), null);
        assertThat(restored.command().replyQueue()).isEqualTo("r__replies");
        assertThat(restored.command().correlationId()).isEqualTo(OTHER);
        assertThat(restored.json()).contains(ORIGIN);
    }

    @Test
    void quarantinedMessageCannotSendItsReplyWhereNoneMayGo() {
        RestoredMessage restored = restored("{\"reply_to\":\"orders\"}", troubled("MALFORMED", null), null);
        assertThat(restored.command().replyQueue()).isNull();
        assertThat(restored.json()).doesNotContain("reply_to");
    }

    @Test
    void metadataThatWereThereCountMoreThanTheMessage() {
        assertThat(restored("{" + ORIGIN + "}", troubled("E", null), null).command())
                .isEqualTo(troubled("E", null));
        assertThat(restored("{" + ORIGIN + "}", troubled("MALFORMED", "own__replies"), null)
                        .command()
                        .replyQueue())
                .isEqualTo("own__replies");
    }

    private static RestoredMessage restored(String body, CommandMetadata command, String editedData) {
        return RestoredMessage.of(body, command, queue -> queue.endsWith("__replies"), editedData);
    }

    private static CommandMetadata troubled(String errorCode, String replyQueue) {
        return new CommandMetadata(
                "d",
                ID,
                "T",
                CommandStatus.IN_TROUBLESHOOTING_QUEUE,
                3,
                3,
                "q",
                1L,
                null,
                "PERMANENT",
                errorCode,
                "m",
                null,
                null,
                replyQueue,
                null,
                null);
    }
}
