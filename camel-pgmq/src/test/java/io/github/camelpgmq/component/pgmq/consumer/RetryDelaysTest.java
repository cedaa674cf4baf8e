/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryDelaysTest {

    private final RetryDelays delays = RetryDelays.parse("retryDelay", "10s,60s,300s");

    @Test
    void eachDeliveryHasItsPauseAndTheLastRepeats() {
        assertPause(1, 10);
        assertPause(2, 60);
        assertPause(3, 300);
        assertPause(4, 300);
        assertPause(Integer.MAX_VALUE, 300);
    }

    @Test
    void failuresOfOneMomentSpreadOut() {
        List<Duration> pauses =
                IntStream.range(0, 1000).mapToObj(i -> delays.after(1)).toList();
        assertThat(pauses.stream().distinct().count()).isGreaterThan(100);
        assertThat(pauses).anyMatch(pause -> pause.toMillis() < 10_300);
        assertThat(pauses).anyMatch(pause -> pause.toMillis() > 10_700);
    }

    @Test
    void noPauseIsNoPause() {
        assertThat(RetryDelays.parse("retryDelay", "0s").after(1)).isZero();
    }

    private void assertPause(int delivery, int seconds) {
        for (int i = 0; i < 100; i++) {
            assertThat(delays.after(delivery))
                    .isBetween(Duration.ofSeconds(seconds), Duration.ofMillis(seconds * 1100L));
        }
    }
}
