/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliverySettingsTest {

    @ParameterizedTest
    @CsvSource({
        "visibilityTimeout, PT0S, PT1H, PT5S",
        "visibilityTimeout, PT1.5S, PT1H, PT5S",
        "visibilityTimeout, P30000D, PT1H, PT5S",
        "visibilityTimeout, PT9223372036854775807S, PT1H, PT5S",
        "maxVisibilityExtension, PT30S, PT-1S, PT5S",
        "maxVisibilityExtension, PT30S, P30000D, PT5S",
        "pollInterval, PT30S, PT1H, PT0S",
        "pollInterval, PT30S, PT1H, PT9223372036854775807S",
    })
    void namesTheOptionThatIsOutOfRange(String option, Duration lease, Duration extension, Duration poll) {
        assertThatThrownBy(() -> settings(lease, extension, poll))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(option + " must ");
    }

    @Test
    void acceptsTheEnds() {
        Duration longest = Duration.ofSeconds(Integer.MAX_VALUE);
        assertThatCode(() -> settings(longest, longest, longest)).doesNotThrowAnyException();
        assertThatCode(() -> settings(Duration.ofSeconds(1), Duration.ZERO, Duration.ofMillis(1)))
                .doesNotThrowAnyException();
    }

    private static void settings(Duration lease, Duration extension, Duration poll) {
        new DeliverySettings("test", lease, true, extension, 100, poll);
    }
}
