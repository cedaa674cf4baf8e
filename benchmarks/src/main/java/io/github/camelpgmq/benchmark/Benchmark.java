/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark;

import io.github.camelpgmq.benchmark.harness.BenchmarkServer;
import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.CaseResult;
import io.github.camelpgmq.benchmark.harness.CaseRunner;
import io.github.camelpgmq.benchmark.report.Machine;
import io.github.camelpgmq.benchmark.report.Report;
import io.github.camelpgmq.benchmark.report.ReportFiles;
import io.github.camelpgmq.benchmark.report.TerminalReport;
import java.io.PrintStream;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the chosen cases on one server and tells what has come of them; see {@link Settings}. */
public final class Benchmark {

    private static final Logger LOG = LoggerFactory.getLogger(Benchmark.class);

    private Benchmark() {}

    /**
     * Ends the JVM with 1 if a case failed and with 2 if a property is wrong. A goal that is missed is no failure.
     *
     * @param arguments none; what to run is told by system properties, {@code benchmark.list=true} only lists the cases
     */
    public static void main(String... arguments) throws Exception {
        try {
            Settings settings = Settings.fromSystemProperties();
            if (Boolean.getBoolean("benchmark.list")) {
                Catalog.all(settings).forEach(one -> System.out.printf("  %-32s %s%n", one.id(), one.title()));
                return;
            }
            // Before a server starts.
            settings.chosen(Catalog.all(settings));
            if (!run(settings, System.out).failures().isEmpty()) {
                System.exit(1);
            }
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        }
    }

    static Report run(Settings settings, PrintStream out) throws Exception {
        List<Case> all = Catalog.all(settings);
        List<Case> chosen = settings.chosen(all);
        TerminalReport terminal = new TerminalReport(out);
        ReportFiles files = settings.results() == null ? null : new ReportFiles(settings.results());
        Report report;
        try (BenchmarkServer server = BenchmarkServer.start()) {
            report = Report.begin(Machine.inspect(server, settings), all.size(), settings.scale());
            terminal.print(report.machine());
            CaseRunner runner = new CaseRunner(server, settings.rounds(), settings.settling(), settings.profile());
            for (Case one : chosen) {
                report = run(one, runner, terminal, report);
                if (files != null) {
                    files.write(report);
                }
            }
        }
        terminal.printEnd(report, files == null ? null : files.end(report));
        return report;
    }

    private static Report run(Case one, CaseRunner runner, TerminalReport terminal, Report report)
            throws InterruptedException {
        try {
            CaseResult result = runner.run(one);
            terminal.print(result);
            return report.with(result);
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            // The others are still worth their time.
            LOG.error("Case {} failed", one.id(), e);
            return report.withFailure(one.id(), e);
        }
    }
}
