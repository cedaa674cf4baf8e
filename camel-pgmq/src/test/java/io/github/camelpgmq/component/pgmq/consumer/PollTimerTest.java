/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PollTimerTest {

    private static final long START = Long.MAX_VALUE - 5;

    private final PollTimer timer = new PollTimer(Duration.ofSeconds(5), START);

    @Test
    void looksAtOnceWhenItIsNew() {
        assertThat(timer.due(START)).isTrue();
        assertThat(timer.due(START - 1)).isFalse();
    }

    @Test
    void pausesGrowFromMillisecondsToThePollInterval() {
        assertThat(emptyPauses(7)).containsExactly(20L, 80L, 320L, 1280L, 5000L, 5000L, 5000L);
    }

    @Test
    void aMessageMakesPausesShortAgain() {
        emptyPauses(7);
        timer.drained(START, true, OptionalLong.empty());
        assertThat(pause()).isEqualTo(20);
        timer.drained(START, false, OptionalLong.empty());
        assertThat(pause()).isEqualTo(80);
    }

    @Test
    void looksAgainAtOnceWhileThereMayBeMore() {
        emptyPauses(7);
        timer.more(START);
        assertThat(timer.due(START)).isTrue();
        assertThat(emptyPauses(1)).containsExactly(20L);
    }

    @Test
    void aWakeUpMakesItDueAndLeavesThePausesAsTheyAre() {
        emptyPauses(7);
        timer.wake(START);
        assertThat(timer.due(START)).isTrue();
        assertThat(emptyPauses(1)).containsExactly(5000L);
    }

    @Test
    void theNextVisibleMessageShortensThePauseAndNothingLengthensIt() {
        emptyPauses(7);
        timer.drained(START, false, OptionalLong.of(700));
        assertThat(pause()).isEqualTo(700);
        timer.drained(START, false, OptionalLong.of(60_000));
        assertThat(pause()).isEqualTo(5000);
        timer.drained(START, false, OptionalLong.of(0));
        assertThat(timer.due(START)).isTrue();
    }

    @Test
    void aPollIntervalBelowTheFirstPauseHolds() {
        PollTimer fast = new PollTimer(Duration.ofMillis(5), START);
        fast.drained(START, true, OptionalLong.empty());
        assertThat(fast.nextNanos() - START).isEqualTo(TimeUnit.MILLISECONDS.toNanos(5));
    }

    private List<Long> emptyPauses(int fetches) {
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < fetches; i++) {
            timer.drained(START, false, OptionalLong.empty());
            pauses.add(pause());
        }
        return pauses;
    }

    private long pause() {
        return TimeUnit.NANOSECONDS.toMillis(timer.nextNanos() - START);
    }
}
