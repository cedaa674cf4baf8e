/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportFilesTest {

    @TempDir
    Path results;

    @BeforeEach
    void aWholeReportIsThere() throws IOException {
        Files.writeString(results.resolve("report.md"), "old");
    }

    @Test
    void aRunOfAllCasesReplacesTheReport() throws IOException {
        Path report = write(Report.begin(Results.MACHINE, 1, 1).with(Results.rates("a")));

        assertThat(report).isEqualTo(results.resolve("report.md")).content().contains("# Benchmarks");
        assertThat(results.resolve("a.svg")).exists();
        assertThat(results.resolve("overview.svg")).exists();
        assertThat(results.resolve("partial")).isEmptyDirectory();
    }

    @Test
    void aRunOfSomeCasesLeavesTheReportAlone() throws IOException {
        assertThatItIsApart(write(Report.begin(Results.MACHINE, 2, 1).with(Results.rates("a"))));
    }

    @Test
    void aRunOfLessWorkLeavesTheReportAlone() throws IOException {
        assertThatItIsApart(write(Report.begin(Results.MACHINE, 1, 0.5).with(Results.rates("a"))));
    }

    @Test
    void anAbortedRunLeavesWhatItHas() throws IOException {
        new ReportFiles(results).write(Report.begin(Results.MACHINE, 1, 1).with(Results.rates("a")));

        assertThatItIsApart(results.resolve("partial/report.md"));
    }

    @Test
    void whatAnEarlierRunHasLeftIsRemoved() throws IOException {
        write(Report.begin(Results.MACHINE, 2, 1).with(Results.rates("a")));

        write(Report.begin(Results.MACHINE, 2, 1).with(Results.rates("b")));

        assertThat(results.resolve("partial/a.svg")).doesNotExist();
        assertThat(results.resolve("partial/b.svg")).exists();
    }

    @Test
    void aProfileIsDrawnAndMovedWithTheReport() throws IOException {
        write(Report.begin(Results.MACHINE, 1, 1).with(Results.profiled("a")));

        assertThat(results.resolve("a-flame.svg")).content().contains("<title>a.B.c: 100 %</title>");
    }

    private Path write(Report report) throws IOException {
        ReportFiles files = new ReportFiles(results);
        files.write(report);
        return files.end(report);
    }

    private void assertThatItIsApart(Path report) {
        assertThat(report)
                .isEqualTo(results.resolve("partial/report.md"))
                .content()
                .contains("# Benchmarks");
        assertThat(results.resolve("partial/a.svg")).exists();
        assertThat(results.resolve("report.md")).hasContent("old");
    }
}
