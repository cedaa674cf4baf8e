/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandErrorTest {

    @Test
    void textsAreStorable() {
        CommandError error = new CommandError(null, "a\0b", "lone \uD83D surrogate, whole \uD83D\uDE00");
        assertThat(error.type()).isNull();
        assertThat(error.code()).isEqualTo("a\uFFFDb");
        assertThat(error.message()).isEqualTo("lone \uFFFD surrogate, whole \uD83D\uDE00");
    }

    @Test
    void longMessagesAreCut() {
        assertThat(new CommandError("t", "c", "x".repeat(100_000)).message()).hasSize(CommandError.MAX_MESSAGE);
    }
}
