/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import io.github.camelpgmq.benchmark.harness.CaseResult;
import io.github.camelpgmq.benchmark.harness.ContestantResult;
import io.github.camelpgmq.benchmark.harness.Numbers;
import io.github.camelpgmq.benchmark.harness.Spread;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;

/** A table for each case, as it ends. */
public final class TerminalReport {

    private static final String ROW = "  %-34s %11s %21s %8s %8s %8s %9s %11s %8s %9s%n";

    private final PrintStream out;

    public TerminalReport(PrintStream out) {
        this.out = out;
    }

    /** Prints where the numbers come from. */
    public void print(Machine machine) {
        out.println();
        machine.facts().forEach((name, value) -> out.printf(Locale.ROOT, "  %-16s %s%n", name, value));
        out.flush();
    }

    /**
     * Prints how a run has ended.
     *
     * @param file the written report; null if none was wanted
     */
    public void printEnd(Report report, Path file) {
        out.println();
        report.failures().forEach(failure -> out.println("FAILED " + failure));
        if (file != null) {
            out.println((report.isComplete() ? "Report: " : "Report, not of all cases at scale 1: ")
                    + file.toAbsolutePath().normalize());
        }
        out.flush();
    }

    /** Prints a case. */
    public void print(CaseResult result) {
        out.println();
        out.println(result.of().title());
        row(
                result.of().unit() + "/s",
                "median",
                "least - most",
                "ours/it",
                "commits",
                "trips",
                "statements",
                "WAL bytes",
                "JVM ms",
                "server ms");
        for (ContestantResult contestant : result.contestants()) {
            Spread rate = contestant.rate();
            row(
                    contestant.name(),
                    Numbers.text(rate.median()),
                    Numbers.text(rate.least()) + " - " + Numbers.text(rate.most()),
                    contestant == result.ours()
                            ? ""
                            : Numbers.text(result.ratio(contestant.name()).median()),
                    Numbers.text(contestant.costs().commits()),
                    Numbers.text(contestant.costs().roundTrips()),
                    Numbers.text(contestant.costs().statements()),
                    Numbers.text(contestant.costs().walBytes()),
                    Numbers.text(contestant.costs().processor().jvmMillis()),
                    Numbers.text(contestant.costs().processor().serverMillis()));
            if (contestant.hasLatencies()) {
                out.printf(
                        Locale.ROOT,
                        "    latency in ms: p50 %s, p90 %s, p99 %s, most %s%n",
                        Numbers.text(contestant.latencyMillis(50)),
                        Numbers.text(contestant.latencyMillis(90)),
                        Numbers.text(contestant.latencyMillis(99)),
                        Numbers.text(contestant.latencyMillis(100)));
            }
            for (String reading : contestant.readings()) {
                Spread values = contestant.reading(reading);
                out.printf(
                        Locale.ROOT,
                        "    %s: %s (%s - %s)%n",
                        reading,
                        Numbers.text(values.median()),
                        Numbers.text(values.least()),
                        Numbers.text(values.most()));
            }
        }
        result.of().goals().forEach(goal -> out.println("  " + goal.verdict(result)));
        out.flush();
    }

    private void row(String name, String... cells) {
        Object[] all = new Object[cells.length + 1];
        all[0] = name;
        System.arraycopy(cells, 0, all, 1, cells.length);
        out.printf(Locale.ROOT, ROW, all);
    }
}
