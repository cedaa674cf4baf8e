/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

    @Test
    void doublesUpToTheLimitWithJitterAndStartsAgainAfterReset() {
        Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
        for (long step : new long[] {500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
            assertThat(Duration.ofNanos(backoff.next()))
                    .isBetween(Duration.ofMillis(step / 2), Duration.ofMillis(step));
        }
        backoff.reset();
        assertThat(Duration.ofNanos(backoff.next())).isLessThanOrEqualTo(Duration.ofMillis(500));
    }
}
