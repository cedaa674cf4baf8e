/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import io.github.camelpgmq.benchmark.harness.CaseResult;
import io.github.camelpgmq.benchmark.harness.ContestantResult;
import io.github.camelpgmq.benchmark.harness.Goal;
import io.github.camelpgmq.benchmark.harness.Numbers;
import io.github.camelpgmq.benchmark.harness.Spread;
import io.github.camelpgmq.benchmark.report.SvgChart.Bar;
import io.github.camelpgmq.benchmark.report.SvgChart.Tone;
import java.util.ArrayList;
import java.util.List;

/** The pictures of the report. */
final class Charts {

    private Charts() {}

    /** The rates of a case's contestants, or their latencies where these were timed. */
    static String of(CaseResult result) {
        return result.contestants().stream().anyMatch(ContestantResult::hasLatencies)
                ? latencies(result)
                : rates(result);
    }

    /** The goals that are ratios of rates, of all cases. */
    static String overview(List<CaseResult> results) {
        return new SvgChart("Our rate divided by the other's; the mark is the goal", "times the other's rate", 1.25)
                .draw(ratios(results));
    }

    /** The bars of the overview. */
    static List<Bar> ratios(List<CaseResult> results) {
        List<Bar> bars = new ArrayList<>();
        for (CaseResult result : results) {
            for (Goal goal : result.of().goals()) {
                goal.other().ifPresent(other -> bars.add(ratio(result, goal, other)));
            }
        }
        return bars;
    }

    private static Bar ratio(CaseResult result, Goal goal, String other) {
        Spread spread = goal.value().apply(result);
        return new Bar(
                result.of().id() + " / " + other,
                spread,
                goal.bound(),
                Numbers.text(spread.median()) + ", goal " + Numbers.text(goal.bound()) + " " + goal.outcome(result),
                goal.isReached(result) ? Tone.OURS : Tone.MISSED);
    }

    private static String rates(CaseResult result) {
        List<Bar> bars = new ArrayList<>();
        for (ContestantResult contestant : result.contestants()) {
            boolean ours = contestant == result.ours();
            String median = Numbers.text(contestant.rate().median());
            bars.add(new Bar(
                    contestant.name(),
                    contestant.rate(),
                    Double.NaN,
                    ours
                            ? median
                            : median + ", ours / it "
                                    + Numbers.text(
                                            result.ratio(contestant.name()).median()),
                    ours ? Tone.OURS : Tone.OTHER));
        }
        return new SvgChart(result.of().title(), result.of().unit() + " per second", Double.NaN).draw(bars);
    }

    private static String latencies(CaseResult result) {
        List<Bar> bars = new ArrayList<>();
        for (ContestantResult contestant : result.contestants()) {
            for (int percentile : new int[] {50, 99}) {
                double millis = contestant.latencyMillis(percentile);
                bars.add(new Bar(
                        contestant.name() + ", p" + percentile,
                        Spread.of(millis),
                        Double.NaN,
                        Numbers.text(millis) + " ms",
                        contestant == result.ours() ? Tone.OURS : Tone.OTHER));
            }
        }
        return new SvgChart(result.of().title(), "milliseconds", Double.NaN).draw(bars);
    }
}
