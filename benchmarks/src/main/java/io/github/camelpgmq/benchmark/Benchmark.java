/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark;

import io.github.camelpgmq.benchmark.harness.BenchmarkServer;
import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.CaseResult;
import io.github.camelpgmq.benchmark.harness.CaseRunner;
import io.github.camelpgmq.benchmark.report.TerminalReport;
import java.util.ArrayList;
import java.util.List;

/** Runs the chosen cases on one server and tells what has come of them; see {@link Settings}. */
public final class Benchmark {

    private Benchmark() {}

    /** @param arguments none; what to run is told by system properties */
    public static void main(String... arguments) throws Exception {
        run(Settings.fromSystemProperties());
    }

    static List<CaseResult> run(Settings settings) throws Exception {
        TerminalReport terminal = new TerminalReport(System.out);
        List<CaseResult> results = new ArrayList<>();
        try (BenchmarkServer server = BenchmarkServer.start()) {
            CaseRunner runner = new CaseRunner(server, settings.rounds(), settings.settling());
            for (Case one : Catalog.all(settings)) {
                if (settings.includes(one.id())) {
                    CaseResult result = runner.run(one);
                    terminal.print(result);
                    results.add(result);
                }
            }
        }
        return results;
    }
}
