/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {

    private static final String TEXT = MarkdownReport.of(Report.begin(Results.MACHINE, 3, 1)
            .with(Results.rates("rate-case"))
            .with(Results.latencies("latency-case"))
            .withFailure("bad-case", new IllegalStateException("3 messages <left>")));

    @Test
    void everyRowHasAsManyCellsAsItsHead() {
        assertThat(tables()).hasSize(5).allSatisfy(table -> {
            int columns = cells(table.get(0));
            assertThat(table).hasSizeGreaterThan(2).allSatisfy(row -> assertThat(cells(row))
                    .isEqualTo(columns));
        });
    }

    @Test
    void theMachineComesFirst() {
        assertThat(tables().get(0)).contains("| Processor | One &amp; only |", "| Cases | 2 of 3 |");
    }

    @Test
    void theGoalsOfAllCasesAreInOneTable() {
        assertThat(tables().get(1))
                .anyMatch(row -> row.endsWith("| rate / raw >= 0.90 | 0.86 | 0.83 - 0.90 | 1.00 | MISSED |"))
                .anyMatch(row -> row.endsWith("| commits per 1,000 &lt;= 10.0 | 11.0 |  |  | MISSED |"))
                .anyMatch(row -> row.endsWith("| p50 ms &lt;= 1.50 | 2.00 |  |  | MISSED |"));
    }

    @Test
    void aCaseHasItsNotesItsPictureAndItsContestants() {
        assertThat(TEXT)
                .contains("\nA note.\n", "](rate-case.svg)", "](latency-case.svg)", "](overview.svg)")
                .contains("-Dbenchmark.cases=rate-case`");
        assertThat(tables().get(2))
                .contains(
                        "| ours | 95.0 | 90.0 - 100 |  | 11.0 | 12.0 | 13.0 | 370,640 | 40.0 | 60.5 |",
                        "| raw | 110 | 100 - 120 | 0.86 | 11.0 | 12.0 | 13.0 | 370,640 | 40.0 | 60.5 |");
    }

    @Test
    void whereOperationsWereTimedTheirPercentilesFollow() {
        List<String> table = tables().get(3);

        assertThat(table.get(0)).endsWith("| p50 ms | p90 ms | p99 ms |");
        assertThat(table.get(2)).endsWith("| 2.00 | 9.00 | 9.00 |");
        assertThat(table.get(3)).endsWith("| - | - | - |");
    }

    @Test
    void aFlameGraphIsLinkedWhereThereIsAProfile() {
        assertThat(MarkdownReport.of(Report.begin(Results.MACHINE, 1, 1).with(Results.profiled("a"))))
                .contains("threads of ours", "](a-flame.svg)");
        assertThat(TEXT).doesNotContain("-flame.svg");
    }

    @Test
    void readingsHaveATableOfTheirOwn() {
        assertThat(tables().get(4)).contains("| ours | threads | 3.00 | 3.00 - 3.00 |");
    }

    @Test
    void aCaseThatFailedIsNotForgotten() {
        assertThat(TEXT).contains("\n- bad-case: java.lang.IllegalStateException: 3 messages &lt;left>\n");
    }

    @Test
    void withoutAResultThereIsAReportToo() {
        assertThat(MarkdownReport.of(Report.begin(Results.MACHINE, 3, 1))).contains("| Cases | 0 of 3 |");
    }

    @Test
    void aCellCannotBreakItsTable() {
        MarkdownTable table = new MarkdownTable("a", "b").row("x | y", "two\nlines");

        assertThat(table).asString().endsWith("\n| x \\| y | two lines |\n");
    }

    @Test
    void aRowOfAnotherLengthIsRefused() {
        MarkdownTable table = new MarkdownTable("a", "b");

        assertThatThrownBy(() -> table.row("x")).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<List<String>> tables() {
        return Arrays.stream(TEXT.split("\n\n"))
                .filter(block -> block.startsWith("|"))
                .map(block -> List.of(block.split("\n")))
                .toList();
    }

    private static int cells(String row) {
        return row.split("(?<!\\\\)\\|", -1).length;
    }
}
