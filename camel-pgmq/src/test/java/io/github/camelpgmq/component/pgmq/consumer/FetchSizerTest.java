/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FetchSizerTest {

    private static final int NO_BOUND = 1_000_000;

    @Test
    void withoutExperienceItFetchesForFreeHandlersOnly() {
        FetchSizer sizer = sizer(100, 30);
        assertThat(sizer.limit(4, 0, 0)).isEqualTo(4);
        assertThat(sizer.limit(4, 3, 3)).isEqualTo(1);
        assertThat(sizer.limit(4, 4, 4)).isZero();
    }

    @Test
    void slowHandlersGetNothingInAdvance() {
        FetchSizer sizer = sizer(100, 30);
        handled(sizer, Duration.ofSeconds(1));
        assertThat(sizer.limit(4, 3, 3)).isEqualTo(1);
        assertThat(sizer.limit(4, 4, 4)).isZero();
    }

    @Test
    void fastHandlersGetABufferUpToTheOption() {
        FetchSizer sizer = sizer(50, 30);
        handled(sizer, Duration.ofNanos(1_000));
        assertThat(sizer.limit(4, 0, 0)).isEqualTo(50);
        assertThat(sizer.limit(4, 4, 4)).isEqualTo(50);
        assertThat(sizer.limit(4, 5, 5)).as("the handlers have enough").isZero();
    }

    @Test
    void fetchesWhileTheHandlersStillHaveWorkForAsLongAsAFetchTakes() {
        FetchSizer sizer = sizer(100, 30);
        handled(sizer, Duration.ofMillis(1));
        fetched(sizer, Duration.ofNanos(5_010_000));
        assertThat(sizer.limit(4, 25, 25)).as("lasts longer").isZero();
        assertThat(sizer.limit(4, 24, 24)).isEqualTo(100);
        assertThat(sizer.limit(4, 24, 100)).as("handed over").isEqualTo(24);
    }

    @Test
    void slowFetchesDoNotMakeSlowHandlersHoardMessages() {
        FetchSizer sizer = sizer(100, 30);
        handled(sizer, Duration.ofMillis(90));
        fetched(sizer, Duration.ofSeconds(60));
        assertThat(sizer.limit(4, 8, 8)).isEqualTo(4);
        assertThat(sizer.limit(4, 9, 9)).isZero();
    }

    @Test
    void followsHandlersThatGetFasterOrSlower() {
        FetchSizer sizer = sizer(100, 30);
        handled(sizer, Duration.ofNanos(1_000));
        assertThat(sizer.limit(1, 1, 1)).isEqualTo(100);
        for (int i = 0; i < 100; i++) {
            handled(sizer, Duration.ofSeconds(1));
        }
        assertThat(sizer.limit(1, 1, 1)).isZero();
        for (int i = 0; i < 200; i++) {
            handled(sizer, Duration.ofNanos(1_000));
        }
        assertThat(sizer.limit(1, 1, 1)).isEqualTo(100);
    }

    /** What waits in memory must be started long before its lease ends, for otherwise it counts as delivered and was not. */
    @ParameterizedTest
    @CsvSource({"1, 1, 1", "1, 1, 50", "1, 16, 7", "30, 4, 3", "1, 1, 499", "1, 1, 600"})
    void whatIsFetchedIsHandledWithinHalfALease(int leaseSeconds, int concurrency, int handlerMillis) {
        FetchSizer sizer = sizer(NO_BOUND, leaseSeconds);
        handled(sizer, Duration.ofMillis(handlerMillis));
        int waiting = Math.max(0, sizer.limit(concurrency, concurrency, concurrency));
        long millisUntilTheLastStarts = (long) waiting * handlerMillis / concurrency;
        assertThat(millisUntilTheLastStarts).isLessThanOrEqualTo(leaseSeconds * 1000L / 2);
    }

    @Test
    void whatARouteHasHandedOverCounts() {
        FetchSizer sizer = sizer(20, 30);
        handled(sizer, Duration.ofNanos(1_000));
        assertThat(sizer.limit(2, 0, 10)).isEqualTo(12);
        assertThat(sizer.limit(2, 0, 22)).isZero();
        assertThat(sizer.limit(2, 0, 30)).isZero();
    }

    @Test
    void aDispatcherThatDoesNotReadAheadGetsNoBuffer() {
        FetchSizer sizer = new FetchSizer(settings(100, 30), false);
        handled(sizer, Duration.ofNanos(1_000));
        assertThat(sizer.limit(2, 2, 2)).isZero();
        assertThat(sizer.limit(0, 0, 0)).isZero();
    }

    private static void handled(FetchSizer sizer, Duration time) {
        sizer.handled(time.toNanos());
    }

    private static void fetched(FetchSizer sizer, Duration time) {
        for (int i = 0; i < 1_000; i++) {
            sizer.fetched(time.toNanos());
        }
    }

    private static FetchSizer sizer(int maxMessagesPerPoll, int leaseSeconds) {
        return new FetchSizer(settings(maxMessagesPerPoll, leaseSeconds), true);
    }

    private static DeliverySettings settings(int maxMessagesPerPoll, int leaseSeconds) {
        return new DeliverySettings(
                "test",
                Duration.ofSeconds(leaseSeconds),
                true,
                Duration.ofHours(1),
                maxMessagesPerPoll,
                Duration.ofSeconds(5));
    }
}
