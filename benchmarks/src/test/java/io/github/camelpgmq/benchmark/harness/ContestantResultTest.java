/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ContestantResultTest {

    private static final Costs NO_COSTS = new Costs(0, 0, 0, 0);
    private static final long SECOND = 1_000_000_000;

    @Test
    void aPercentileIsTheValueThatSoManyDoNotExceed() {
        ContestantResult result = latencies(millis(1, 100));

        assertThat(result.latencyMillis(50)).isEqualTo(50);
        assertThat(result.latencyMillis(90)).isEqualTo(90);
        assertThat(result.latencyMillis(99)).isEqualTo(99);
        assertThat(result.latencyMillis(100)).isEqualTo(100);
        assertThat(result.latencyMillis(0)).isEqualTo(1);
    }

    @Test
    void aPercentileIsOfAllRoundsTogetherInWhateverOrderTheyCame() {
        ContestantResult result = latencies(millis(51, 100), millis(1, 50));

        assertThat(result.latencyMillis(50)).isEqualTo(50);
        assertThat(result.latencyMillis(99)).isEqualTo(99);
    }

    @Test
    void aSingleLatencyIsEveryPercentile() {
        ContestantResult result = latencies(millis(7, 7));

        assertThat(result.latencyMillis(50)).isEqualTo(7);
        assertThat(result.latencyMillis(99)).isEqualTo(7);
    }

    @Test
    void withoutTimedOperationsThereIsNoPercentile() {
        assertThat(rates(5).hasLatencies()).isFalse();
        assertThat(rates(5).latencyMillis(50)).isNaN();
        assertThat(latencies(millis(7, 7)).hasLatencies()).isTrue();
    }

    @Test
    void theRateIsOperationsPerSecondOfEachRound() {
        ContestantResult halfASecond = new ContestantResult("a", List.of(Sample.throughput(10, SECOND / 2)), NO_COSTS);

        assertThat(rates(10, 30, 20).rate()).isEqualTo(new Spread(20, 10, 30));
        assertThat(halfASecond.rate().median()).isEqualTo(20);
    }

    @Test
    void ratesAreComparedRoundByRound() {
        // The ratio of the medians would be 1.
        assertThat(rates(10, 40, 100).ratioTo(rates(40, 20, 50))).isEqualTo(new Spread(2, 0.25, 2));
    }

    @Test
    void aReadingIsOfTheRoundsThatHaveIt() {
        Sample plain = Sample.throughput(1, SECOND);
        ContestantResult result = new ContestantResult(
                "a", List.of(plain.with(Map.of("heap MB", 3.0)), plain, plain.with(Map.of("heap MB", 5.0))), NO_COSTS);

        assertThat(result.readings()).containsExactly("heap MB");
        assertThat(result.reading("heap MB")).isEqualTo(new Spread(4, 3, 5));
    }

    private static ContestantResult latencies(long[]... rounds) {
        List<Sample> samples =
                Stream.of(rounds).map(nanos -> Sample.latencies(nanos, SECOND)).toList();
        return new ContestantResult("a", samples, NO_COSTS);
    }

    private static ContestantResult rates(long... perSecond) {
        List<Sample> samples = LongStream.of(perSecond)
                .mapToObj(rate -> Sample.throughput(rate, SECOND))
                .toList();
        return new ContestantResult("a", samples, NO_COSTS);
    }

    private static long[] millis(int from, int to) {
        return LongStream.rangeClosed(from, to).map(ms -> ms * 1_000_000).toArray();
    }
}
