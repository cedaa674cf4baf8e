/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.CaseResult;
import io.github.camelpgmq.benchmark.harness.ContestantResult;
import io.github.camelpgmq.benchmark.harness.Costs;
import io.github.camelpgmq.benchmark.harness.Goal;
import io.github.camelpgmq.benchmark.harness.ProcessorTime;
import io.github.camelpgmq.benchmark.harness.Profile;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Results to be told by the reports. */
final class Results {

    static final Machine MACHINE = new Machine(Map.of("Processor", "One & only"));

    private static final long SECOND = 1_000_000_000;
    private static final Costs COSTS = new Costs(11, 12, 13, 370_640).with(new ProcessorTime(40, 60.5));

    private Results() {}

    /** With missed goals, one of them a ratio; its title is full of characters that mean something elsewhere. */
    static CaseResult rates(String id) {
        Case of = new Case(
                id,
                "send | \"fast\" & <slow>",
                "messages",
                List.of(),
                List.of(Goal.rateOf("raw", 0.90), Goal.commitsPerThousand(10)),
                "A note.");
        return new CaseResult(of, List.of(contestant("ours", 90, 95, 100), contestant("raw", 100, 110, 120)));
    }

    /** Rates with a profile. */
    static CaseResult profiled(String id) {
        CaseResult rates = rates(id);
        return new CaseResult(rates.of(), rates.contestants(), new Profile(Map.of(List.of("a thread", "a.B.c"), 3L)));
    }

    /** Timed one by one, with readings. */
    static CaseResult latencies(String id) {
        Case of = new Case(id, "Idle", "messages", List.of(), List.of(Goal.latency(50, 1.5)), "");
        Sample sample = Sample.latencies(new long[] {1_000_000, 2_000_000, 9_000_000}, SECOND)
                .with(Map.of("threads", 3.0));
        ContestantResult ours = new ContestantResult("ours", List.of(sample, sample), COSTS);
        return new CaseResult(of, List.of(ours, contestant("untimed", 3, 3)));
    }

    private static ContestantResult contestant(String name, long... rates) {
        List<Sample> samples = LongStream.of(rates)
                .mapToObj(rate -> Sample.throughput(rate, SECOND))
                .toList();
        return new ContestantResult(name, samples, COSTS);
    }
}
