/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.report;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table as GitHub shows it: the first column to the left, the others to the right. Not safe for use by several threads. */
final class MarkdownTable {

    private final int columns;
    private final StringBuilder text = new StringBuilder();

    MarkdownTable(String... heads) {
        this(Arrays.asList(heads));
    }

    MarkdownTable(List<String> heads) {
        columns = heads.size();
        row(heads);
        text.append(IntStream.range(0, columns)
                        .mapToObj(column -> column == 0 ? "---" : "---:")
                        .collect(Collectors.joining(" | ", "| ", " |")))
                .append('\n');
    }

    MarkdownTable row(String... cells) {
        return row(Arrays.asList(cells));
    }

    /** @throws IllegalArgumentException if there are not as many cells as heads */
    MarkdownTable row(List<String> cells) {
        if (cells.size() != columns) {
            throw new IllegalArgumentException("A row of " + cells.size() + " cells in a table of " + columns);
        }
        text.append(cells.stream().map(MarkdownTable::cell).collect(Collectors.joining(" | ", "| ", " |")))
                .append('\n');
        return this;
    }

    private static String cell(String content) {
        return escaped(content).replace("|", "\\|").replaceAll("\\R", " ");
    }

    /** Text that is not taken for an element of HTML. */
    static String escaped(String content) {
        return content.replace("&", "&amp;").replace("<", "&lt;");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
