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
import io.github.camelpgmq.benchmark.harness.Numbers;
import io.github.camelpgmq.benchmark.harness.Spread;
import java.util.ArrayList;
import java.util.List;

/** The report as Markdown: the machine, the goals, and a section for each case with its picture. */
final class MarkdownReport {

    private static final int[] PERCENTILES = {50, 90, 99};

    private static final String HEAD =
            """
            # Benchmarks

            Written by `mvn -Pbenchmark`. The contestants of a case take turns on the same server. A rate is the median of their rounds, a
            ratio the median of the ratios of each round; beside them stand the least and the most of the rounds.
            Of processor time the milliseconds of the JVM, without its compiler's threads, and of all the server's processes are told, the medians of the
            rounds; where both contestants keep all processors busy, their rates are to each other as these times are, so what a goal's ratio were by
            processor time alone stands beside it.

            """;

    private MarkdownReport() {}

    static String of(Report report) {
        StringBuilder text = new StringBuilder(HEAD);
        machine(report, text);
        failures(report, text);
        goals(report, text);
        report.results().forEach(result -> section(result, text));
        return text.toString();
    }

    private static void machine(Report report, StringBuilder text) {
        MarkdownTable table = new MarkdownTable("Machine", "");
        report.machine().facts().forEach(table::row);
        table.row("Cases", report.results().size() + " of " + report.casesInAll());
        // A table of words reads better with both columns to the left.
        text.append(table.toString().replace("---:", "---")).append('\n');
    }

    private static void failures(Report report, StringBuilder text) {
        if (!report.failures().isEmpty()) {
            text.append("Cases that failed:\n\n");
            report.failures().forEach(failure -> text.append("- ")
                    .append(MarkdownTable.escaped(failure))
                    .append('\n'));
            text.append('\n');
        }
    }

    private static void goals(Report report, StringBuilder text) {
        MarkdownTable table = new MarkdownTable("Case", "Goal", "Reached", "Least - most", "By processor time", "");
        for (CaseResult result : report.results()) {
            for (Goal goal : result.of().goals()) {
                table.row(
                        result.of().title(),
                        goal.aim(),
                        Numbers.text(goal.reached(result)),
                        goal.other().isPresent() ? range(goal.value().apply(result)) : "",
                        goal.other().isPresent() ? Numbers.text(goal.byProcessorTime(result)) : "",
                        goal.outcome(result));
            }
        }
        text.append("## Goals\n\n").append(table).append('\n');
        if (!Charts.ratios(report.results()).isEmpty()) {
            picture("Our rate divided by the other's", "overview", text);
        }
    }

    private static void section(CaseResult result, StringBuilder text) {
        Case of = result.of();
        text.append("## ").append(MarkdownTable.escaped(of.title())).append("\n\n");
        if (!of.notes().isBlank()) {
            text.append(MarkdownTable.escaped(of.notes())).append("\n\n");
        }
        picture(of.title(), of.id(), text);
        text.append(contestants(result)).append('\n');
        readings(result, text);
        flames(result, text);
        text.append("Commits, round trips, statements, WAL bytes and processor time are those of 1,000 ")
                .append(of.unit())
                .append(". To run it alone: `mvn -Pbenchmark -Dbenchmark.cases=")
                .append(of.id())
                .append("`\n\n");
    }

    private static MarkdownTable contestants(CaseResult result) {
        boolean timed = result.contestants().stream().anyMatch(ContestantResult::hasLatencies);
        List<String> heads = new ArrayList<>(List.of(
                "",
                result.of().unit() + "/s",
                "Least - most",
                "Ours / it",
                "Commits",
                "Round trips",
                "Statements",
                "WAL bytes",
                "JVM ms",
                "Server ms"));
        if (timed) {
            for (int percentile : PERCENTILES) {
                heads.add("p" + percentile + " ms");
            }
        }
        MarkdownTable table = new MarkdownTable(heads);
        for (ContestantResult contestant : result.contestants()) {
            Costs costs = contestant.costs();
            List<String> cells = new ArrayList<>(List.of(
                    contestant.name(),
                    Numbers.text(contestant.rate().median()),
                    range(contestant.rate()),
                    contestant == result.ours()
                            ? ""
                            : Numbers.text(result.ratio(contestant.name()).median()),
                    Numbers.text(costs.commits()),
                    Numbers.text(costs.roundTrips()),
                    Numbers.text(costs.statements()),
                    Numbers.text(costs.walBytes()),
                    Numbers.text(costs.processor().jvmMillis()),
                    Numbers.text(costs.processor().serverMillis())));
            if (timed) {
                for (int percentile : PERCENTILES) {
                    cells.add(Numbers.text(contestant.latencyMillis(percentile)));
                }
            }
            table.row(cells);
        }
        return table;
    }

    private static void readings(CaseResult result, StringBuilder text) {
        MarkdownTable table = new MarkdownTable("", "Reading", "Median", "Least - most");
        for (ContestantResult contestant : result.contestants()) {
            for (String reading : contestant.readings()) {
                Spread values = contestant.reading(reading);
                table.row(contestant.name(), reading, Numbers.text(values.median()), range(values));
            }
        }
        if (!result.contestants().stream()
                .allMatch(contestant -> contestant.readings().isEmpty())) {
            text.append(table).append('\n');
        }
    }

    private static void flames(CaseResult result, StringBuilder text) {
        if (result.profile().samples() > 0) {
            text.append("Where the threads of ")
                    .append(MarkdownTable.escaped(result.ours().name()))
                    .append(" spend their time: [flame graph](")
                    .append(ReportFiles.flames(result))
                    .append(").\n\n");
        }
    }

    private static void picture(String alternative, String name, StringBuilder text) {
        text.append("![").append(alternative).append("](").append(name).append(".svg)\n\n");
    }

    private static String range(Spread spread) {
        return Numbers.text(spread.least()) + " - " + Numbers.text(spread.most());
    }
}
