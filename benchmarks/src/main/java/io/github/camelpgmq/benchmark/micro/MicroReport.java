/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.micro;

import io.github.camelpgmq.benchmark.harness.Numbers;
import java.util.List;
import java.util.Locale;

/** The results as a table, for the terminal and as Markdown. */
final class MicroReport {

    private static final String ROW = "  %-55s %10s %10s %10s%n";

    private final List<MicroResult> results;

    MicroReport(List<MicroResult> results) {
        this.results = results;
    }

    String terminal() {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, ROW, "", "ns/op", "+-", "B/op"));
        for (MicroResult result : results) {
            text.append(String.format(
                    Locale.ROOT,
                    ROW,
                    result.name(),
                    Numbers.text(result.nanos()),
                    Numbers.text(result.error()),
                    Numbers.text(result.bytes())));
        }
        return text.toString();
    }

    String markdown() {
        StringBuilder text = new StringBuilder(
                """
                # What the components do in Java for each message

                Time and allocation of one operation on one thread, without a database, by JMH (`mvn -Pmicrobenchmark`). The lines that
                begin with "camel" are the yardstick: what Camel takes for itself. The message is a JSON object of four fields and 67 bytes.

                """);
        text.append("Java ")
                .append(Runtime.version())
                .append(", ")
                .append(System.getProperty("java.vm.name"))
                .append(", ")
                .append(System.getProperty("os.arch"))
                .append(", ")
                .append(Runtime.getRuntime().availableProcessors())
                .append(" processors.\n\n| | ns/op | ± | B/op |\n|---|---:|---:|---:|\n");
        for (MicroResult result : results) {
            text.append("| ")
                    .append(String.join(
                            " | ",
                            result.name(),
                            Numbers.text(result.nanos()),
                            Numbers.text(result.error()),
                            Numbers.text(result.bytes())))
                    .append(" |\n");
        }
        return text.toString();
    }
}
