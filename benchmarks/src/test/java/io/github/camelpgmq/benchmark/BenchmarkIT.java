/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.CaseResult;
import io.github.camelpgmq.benchmark.report.Report;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs every case with next to no work: that each does what it says, not how fast. */
@DisabledIfSystemProperty(named = "pgmq.instance", matches = "remote", disabledReason = QuickServer.WHY_NOT_REMOTE)
class BenchmarkIT {

    private static final double SCALE = 0.005;

    @TempDir
    static Path results;

    private static List<Case> all;
    private static Report report;
    private static String markdown;
    private static String terminal;

    @BeforeAll
    static void run() throws Exception {
        QuickServer.settings();
        Settings settings = new Settings(List.of(), 1, SCALE, Duration.ZERO, results, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        all = Catalog.all(settings);
        report = Benchmark.run(settings, new PrintStream(out, true, StandardCharsets.UTF_8));
        markdown = Files.readString(results.resolve("partial/report.md"));
        terminal = out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void everyCaseHasAResult() {
        assertThat(report.failures()).isEmpty();
        assertThat(report.results())
                .extracting(result -> result.of().id())
                .containsExactlyElementsOf(all.stream().map(Case::id).toList());
    }

    @Test
    void everyContestantHasDoneSomething() {
        assertThat(report.results())
                .flatExtracting(CaseResult::contestants)
                .isNotEmpty()
                .allSatisfy(contestant -> assertThat(contestant.samples())
                        .describedAs(contestant.name())
                        .hasSize(1)
                        .allSatisfy(sample -> {
                            assertThat(sample.operations()).isPositive();
                            assertThat(sample.nanos()).isPositive();
                        }));
    }

    @Test
    void everyCaseIsInTheReportWithItsPicture() {
        assertThat(all).allSatisfy(one -> {
            assertThat(markdown).contains("](" + one.id() + ".svg)");
            assertThat(results.resolve("partial/" + one.id() + ".svg")).isNotEmptyFile();
        });
        assertThat(results.resolve("partial/overview.svg")).isNotEmptyFile();
        assertThat(markdown).contains("| Cases | " + all.size() + " of " + all.size() + " |");
    }

    @Test
    void whatRanLongEnoughToBeSeenHasAFlameGraph() {
        assertThat(report.results()).anyMatch(result -> result.profile().samples() > 0);
        assertThat(report.results())
                .filteredOn(result -> result.profile().samples() > 0)
                .allSatisfy(result -> {
                    String file = result.of().id() + "-flame.svg";
                    assertThat(markdown).contains("](" + file + ")");
                    assertThat(results.resolve("partial/" + file)).isNotEmptyFile();
                });
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theProcessorTimeOfTheServerIsKnown() {
        assertThat(report.results())
                .flatExtracting(CaseResult::contestants)
                .extracting(contestant -> contestant.costs().processor())
                .allSatisfy(time -> {
                    assertThat(time.jvmMillis()).isNotNegative();
                    assertThat(time.serverMillis()).isNotNegative();
                })
                .anySatisfy(time -> assertThat(time.serverMillis()).isPositive());
    }

    @Test
    void theReportTellsOfTheServerAndWhatACommitCostsThere() {
        assertThat(markdown)
                .contains("fsync=off, synchronous_commit=off", "wal_sync_method=", "shared_buffers=512MB")
                .containsPattern("\\| PGMQ \\| \\d")
                .containsPattern("[1-9][\\d,.]* commits per second");
    }

    @Test
    void theReportHasNoAddressAndNoPath() {
        assertThat(markdown).doesNotContain("jdbc:", "localhost", results.toString(), System.getProperty("user.dir"));
    }

    @Test
    void theTerminalShowsEveryCaseAndWhereTheReportIs() {
        assertThat(all).allSatisfy(one -> assertThat(terminal).contains(one.title()));
        assertThat(terminal).contains(results.resolve("partial/report.md").toString());
    }
}
