/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandMessageTest {

    private static final UUID ID = UUID.fromString("6f6b5f1e-0000-4000-8000-000000000001");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "0",
                "1.50",
                "12345678901234567890.123456789",
                "\"text\"",
                "[1,null,{\"a\":null}]",
                "{\"a\":{\"b\":[]}}"
            })
    void anyDataComesBackAsItWas(String data) {
        CommandMessage message = new CommandMessage("d", "T", ID, ID, "d__replies", Instant.EPOCH, data);
        assertThat(CommandMessage.parse(message.toJson())).isEqualTo(message);
        assertThat(CommandMessage.dataOf(message.toJson())).isEqualTo(data);
    }

    @Test
    void textThatNeedsEscapesComesBackAsItWas() {
        String hostile = "T\",\"domain\":\"x\\ \n\t\u0001 gr\u00fcn \uD83D\uDE00";
        CommandMessage message = new CommandMessage("d", hostile, ID, ID, hostile, Instant.EPOCH, "{}");
        assertThat(CommandMessage.parse(message.toJson())).isEqualTo(message);
    }

    @Test
    void optionalFieldsAreWrittenOnlyWhenSet() {
        assertThat(new CommandMessage("d", "T", ID, null, null, null, null).toJson())
                .isEqualTo("{\"domain\":\"d\",\"command_type\":\"T\",\"command_id\":\"" + ID + "\",\"data\":null}");
    }

    @Test
    void foreignMessageNeedsOnlyTheEssentials() {
        CommandMessage message = CommandMessage.parse("{\"domain\":\"d\",\"command_type\":\"T\",\"command_id\":\"" + ID
                + "\",\"data\":{},\"created_at\":\"yesterday\",\"more\":[1]}");
        assertThat(message).isEqualTo(new CommandMessage("d", "T", ID, null, null, null, "{}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "$ | not json",
                "$ | []",
                "$ | {} {}",
                "$ | ``",
                "domain | {}",
                "domain | {\"domain\":5}",
                "domain | {\"domain\":\" \"}",
                "command_type | {\"domain\":\"d\"}",
                "command_type | {\"domain\":\"d\",\"command_type\":null}",
                "command_id | {\"domain\":\"d\",\"command_type\":\"T\"}",
                "command_id | {\"domain\":\"d\",\"command_type\":\"T\",\"command_id\":\"1-1-1-1-1\"}",
                "command_id | {\"domain\":\"d\",\"command_type\":\"T\",\"command_id\":7}",
                "correlation_id | {\"domain\":\"d\",\"command_type\":\"T\",\"command_id\":\"6f6b5f1e-0000-4000-8000-000000000001\",\"correlation_id\":\"x\"}",
                "reply_to | {\"domain\":\"d\",\"command_type\":\"T\",\"command_id\":\"6f6b5f1e-0000-4000-8000-000000000001\",\"reply_to\":[]}",
            })
    void malformedMessagesNameTheField(String field, String json) {
        for (ThrowingCallable reading :
                List.<ThrowingCallable>of(() -> CommandMessage.parse(json), () -> CommandMessage.dataOf(json))) {
            assertThatThrownBy(reading)
                    .asInstanceOf(type(MalformedCommandException.class))
                    .extracting(MalformedCommandException::getField)
                    .isEqualTo(field);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{broken",
                "",
                "1 2",
                "\"a\\u0000b\"",
                "{\"a\\u0000\":1}",
                "[1] [",
                "[1",
                "[{\"a\":[\"\\u0000\"]}]"
            })
    void dataThatCannotBeStoredAreRefusedBeforeAnySql(String data) {
        CommandMessage message = new CommandMessage("d", "T", ID, null, null, null, data);
        assertThatThrownBy(message::toJson)
                .asInstanceOf(type(MalformedCommandException.class))
                .extracting(MalformedCommandException::getField)
                .isEqualTo("data");
    }
}
