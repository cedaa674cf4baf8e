/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import io.github.camelpgmq.benchmark.harness.CaseResult;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The report's files: {@code report.md}, a picture for each case, and a flame graph for each that was profiled. A run writes to the directory {@code partial} in the
 * results' directory, so that an aborted run, one of some cases or one of less work leaves the last whole report alone; what
 * a run of all cases has written is moved to where the whole report is. Not safe for use by several threads.
 */
public final class ReportFiles {

    private static final String REPORT = "report.md";

    private final Path results;
    private final Path partial;

    /**
     * Removes what an earlier run left in {@code partial}.
     *
     * @param results where the whole report goes; made if it does not exist
     */
    public ReportFiles(Path results) throws IOException {
        this.results = results;
        this.partial = results.resolve("partial");
        Files.createDirectories(partial);
        for (Path file : written()) {
            Files.delete(file);
        }
    }

    /**
     * Writes what is known so far.
     *
     * @return the report
     */
    public Path write(Report report) throws IOException {
        for (CaseResult result : report.results()) {
            Files.writeString(partial.resolve(result.of().id() + ".svg"), Charts.of(result));
            if (result.profile().samples() > 0) {
                Files.writeString(
                        partial.resolve(flames(result)),
                        FlameGraph.draw(
                                result.of().title() + " (" + result.ours().name() + ")", result.profile()));
            }
        }
        Files.writeString(partial.resolve("overview.svg"), Charts.overview(report.results()));
        return Files.writeString(partial.resolve(REPORT), MarkdownReport.of(report));
    }

    /** The name of the file of a case's flame graph. */
    static String flames(CaseResult result) {
        return result.of().id() + "-flame.svg";
    }

    /**
     * Ends the run: what was written becomes the whole report if it is complete.
     *
     * @return the report
     */
    public Path end(Report report) throws IOException {
        if (!report.isComplete()) {
            return partial.resolve(REPORT);
        }
        for (Path file : written()) {
            Files.move(file, results.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
        return results.resolve(REPORT);
    }

    private List<Path> written() throws IOException {
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(partial, "{" + REPORT + ",*.svg}")) {
            all.forEach(files::add);
        }
        return files;
    }
}
