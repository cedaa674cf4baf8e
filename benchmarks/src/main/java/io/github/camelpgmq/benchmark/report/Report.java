/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import io.github.camelpgmq.benchmark.harness.CaseResult;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known so far of a run.
 *
 * @param machine    where it runs
 * @param casesInAll how many cases there are, chosen or not
 * @param scale      what the amounts of work were multiplied with
 * @param results    of the cases that have ended
 * @param failures   of the cases that have failed: id and reason
 */
public record Report(Machine machine, int casesInAll, double scale, List<CaseResult> results, List<String> failures) {

    public Report {
        results = List.copyOf(results);
        failures = List.copyOf(failures);
    }

    /** Of a run that begins. */
    public static Report begin(Machine machine, int casesInAll, double scale) {
        return new Report(machine, casesInAll, scale, List.of(), List.of());
    }

    /** The same with another case. */
    public Report with(CaseResult result) {
        List<CaseResult> more = new ArrayList<>(results);
        more.add(result);
        return new Report(machine, casesInAll, scale, more, failures);
    }

    /** The same with a case that failed. */
    public Report withFailure(String caseId, Exception reason) {
        List<String> more = new ArrayList<>(failures);
        more.add(caseId + ": " + reason);
        return new Report(machine, casesInAll, scale, results, more);
    }

    /** Whether every case there is has a result of the whole amount of work. */
    public boolean isComplete() {
        return results.size() == casesInAll && scale >= 1;
    }
}
