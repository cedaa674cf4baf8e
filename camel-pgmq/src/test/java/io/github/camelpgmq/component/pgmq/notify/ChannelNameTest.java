/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ChannelNameTest {

    @Test
    void acceptsUpTo63Bytes() {
        assertThat(ChannelName.check("x".repeat(63))).hasSize(63);
        assertThat(ChannelName.check("é".repeat(31) + "x")).hasSize(32);
        assertThat(ChannelName.check("😀".repeat(15) + "日")).hasSize(31);
    }

    @Test
    void refusesMoreBytesAndSaysHowMany() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelName.check("x".repeat(64)))
                .withMessageContaining("64 bytes")
                .withMessageContaining("notify=false");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelName.check("é".repeat(32)))
                .withMessageContaining("64 bytes");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelName.check("😀".repeat(16)))
                .withMessageContaining("64 bytes");
    }

    @Test
    void refusesWhatTheServerCannotRead() {
        assertThatIllegalArgumentException().isThrownBy(() -> ChannelName.check(""));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelName.check("a\0b"))
                .withMessageContaining("NUL");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ChannelName.check("a\ud83d"))
                .withMessageContaining("Unicode");
    }

    @Test
    void quotesInnerQuotes() {
        assertThat(ChannelName.quote("a\"; DROP TABLE b; --")).isEqualTo("\"a\"\"; DROP TABLE b; --\"");
    }
}
