/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GoalTest {

    private static final ProcessorTime RAW_TIME = new ProcessorTime(50, 190);
    private static final CaseResult RESULT = new CaseResult(
            new Case("a-case", "A case", "messages", List.of(), List.of(), ""),
            List.of(contestant("ours", 90, 95, 99), contestant("raw", 100, 100, 100)));

    @Test
    void aRatioIsReachedFromItsBoundOn() {
        assertThat(Goal.rateOf("raw", 0.95).isReached(RESULT)).isTrue();
        assertThat(Goal.rateOf("raw", 0.96).isReached(RESULT)).isFalse();
    }

    @Test
    void aRatioHasTheSpreadOfItsRounds() {
        Goal goal = Goal.rateOf("raw", 0.9);

        assertThat(goal.value().apply(RESULT)).isEqualTo(new Spread(0.95, 0.9, 0.99));
        assertThat(goal.other()).contains("raw");
    }

    @Test
    void aMostIsReachedUpToItsBound() {
        assertThat(Goal.commitsPerThousand(11).isReached(RESULT)).isTrue();
        assertThat(Goal.commitsPerThousand(10).isReached(RESULT)).isFalse();
        assertThat(Goal.roundTripsPerThousand(12).isReached(RESULT)).isTrue();
        assertThat(Goal.roundTripsPerThousand(11).isReached(RESULT)).isFalse();
    }

    @Test
    void theVerdictTellsTheAimTheValueAndTheOutcome() {
        assertThat(Goal.rateOf("raw", 0.9).verdict(RESULT)).isEqualTo("rate / raw >= 0.90: 0.95, reached");
        assertThat(Goal.commitsPerThousand(10).verdict(RESULT)).isEqualTo("commits per 1,000 <= 10.0: 11.0, MISSED");
    }

    @Test
    void theVerdictOnARatioTellsWhatItWereByProcessorTime() {
        CaseResult result = new CaseResult(
                RESULT.of(),
                List.of(with(RESULT.ours(), new ProcessorTime(150, 250)), with(RESULT.contestant("raw"), RAW_TIME)));

        assertThat(Goal.rateOf("raw", 0.9).verdict(result))
                .isEqualTo("rate / raw >= 0.90: 0.95, reached; by processor time 0.60");
        assertThat(Goal.commitsPerThousand(10).verdict(result)).endsWith("MISSED");
    }

    @Test
    void whatWasNotMeasuredIsNeitherReachedNorMissed() {
        Goal goal = Goal.latency(50, 1.5);

        assertThat(goal.isReached(RESULT)).isFalse();
        assertThat(goal.verdict(RESULT)).isEqualTo("p50 ms <= 1.50: -, not measured");
    }

    @Test
    void anUnknownContestantIsNamed() {
        Goal goal = Goal.rateOf("nobody", 1);

        assertThatThrownBy(() -> goal.isReached(RESULT)).hasMessageContainingAll("a-case", "nobody");
    }

    private static ContestantResult with(ContestantResult result, ProcessorTime time) {
        return new ContestantResult(
                result.name(), result.samples(), result.costs().with(time));
    }

    private static ContestantResult contestant(String name, long... rates) {
        List<Sample> samples = LongStream.of(rates)
                .mapToObj(rate -> Sample.throughput(rate, 1_000_000_000))
                .toList();
        return new ContestantResult(name, samples, new Costs(11, 12, 13, 14));
    }
}
