/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.support.WireSchema;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JSON Schemas and the code that reads messages agree about what is one. */
class WireSchemaTest {

    private static final String ID = "\"command_id\":\"8e69334d-0322-4373-a787-0fba04927593\"";
    private static final String REQUIRED = "\"domain\":\"payments\",\"command_type\":\"Debit\",\"data\":{}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"correlation_id\":\"8E69334D-0322-4373-A787-0FBA04927593\"",
                ",\"correlation_id\":null",
                ",\"correlation_id\":\"\"",
                ",\"correlation_id\":\"1-1-1-1-1\"",
                ",\"correlation_id\":7",
                ",\"reply_to\":\"payments__replies\"",
                ",\"reply_to\":null",
                ",\"reply_to\":\"\"",
                ",\"reply_to\":{}",
                ",\"created_at\":\"2030-01-01T00:00:00Z\"",
                ",\"created_at\":null",
                ",\"data\":null",
                ",\"data\":[1,\"x\"]",
                ",\"more\":{\"of\":\"it\"}",
                ",\"command_type\":null",
                ",\"command_type\":\"\"",
                ",\"command_type\":\" \"",
                ",\"command_type\":5",
                ",\"command_id\":\"7\"",
                ",\"command_id\":null",
                ",\"command_id\":\"8e69334d03224373a7870fba04927593\"",
                ",\"domain\":\"\"",
                ",\"domain\":null"
            })
    void ofACommand(String more) {
        // A later field of the same name replaces an earlier one, in both.
        agree(WireSchema.COMMAND, CommandMessage::parse, "{" + ID + "," + REQUIRED + more + "}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "\"text\"",
                "{}",
                "{" + ID + "}",
                "{" + REQUIRED + "}",
                "{" + ID + ",\"command_type\":\"Debit\",\"data\":{}}",
                "{" + ID + ",\"domain\":\"payments\",\"data\":{}}"
            })
    void ofWhatIsNoCommand(String json) {
        assertThat(agree(WireSchema.COMMAND, CommandMessage::parse, json)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{" + ID + ",\"outcome\":\"SUCCESS\"}",
                "{" + ID + ",\"outcome\":\"FAILED\",\"error_code\":\"E\",\"error_type\":null}",
                "{" + ID + ",\"outcome\":\"CANCELED\",\"reason\":\"r\",\"correlation_id\":null}",
                "{" + ID + ",\"outcome\":\"SUCCESS\",\"result\":5,\"domain\":\"payments\",\"type\":\"Debit\"}",
                "{" + ID + ",\"outcome\":\"success\"}",
                "{" + ID + ",\"outcome\":null}",
                "{" + ID + "}",
                "{\"outcome\":\"SUCCESS\"}",
                "{" + ID + ",\"outcome\":\"SUCCESS\",\"reason\":7}",
                "{" + ID + ",\"outcome\":\"FAILED\",\"error_message\":[]}",
                "{" + ID + ",\"outcome\":\"SUCCESS\",\"correlation_id\":\"x\"}",
                "[]"
            })
    void ofAReply(String json) {
        agree(WireSchema.REPLY, Reply::parse, json);
    }

    private static boolean agree(WireSchema schema, Function<String, ?> reader, String json) {
        boolean valid = schema.errorsOf(json).isEmpty();
        assertThat(read(reader, json)).as(json).isEqualTo(valid);
        return valid;
    }

    private static boolean read(Function<String, ?> reader, String json) {
        try {
            reader.apply(json);
            return true;
        } catch (MalformedCommandException e) {
            return false;
        }
    }
}
