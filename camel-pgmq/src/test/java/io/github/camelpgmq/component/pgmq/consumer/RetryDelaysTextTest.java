/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RetryDelaysTextTest {

    @Test
    void readsAList() {
        assertThat(RetryDelays.parse("retryDelay", "10s, 1m,PT5M").pauses())
                .containsExactly(Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofMinutes(5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "10x", "10s,,20s", "10s,-5s"})
    void refusesWhatIsNotOne(String text) {
        assertThatThrownBy(() -> RetryDelays.parse("retryDelay", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retryDelay '" + text + "'");
    }
}
