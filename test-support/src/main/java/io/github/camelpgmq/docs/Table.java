/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.util.List;
import java.util.stream.Collectors;

/** AsciiDoc tables of options and headers, in the shape of Camel's own component pages. */
public final class Table {

    private static final String START =
            """
            [width="100%",cols="3,6,2,2",options="header"]
            |===
            | Name | Description | Default | Type

            """;
    private static final String END = "|===";

    private Table() {}

    /** A table with a row for each entry. */
    public static String of(List<Catalog.Entry> entries) {
        return START + entries.stream().map(Table::row).collect(Collectors.joining()) + END;
    }

    private static String row(Catalog.Entry entry) {
        return cell("*" + entry.name() + "* (" + entry.group() + ")")
                + cell(description(entry))
                + cell(literal(entry.defaultValue()))
                + cell(literal(entry.type().replaceAll("[a-z]\\w*\\.", "")))
                + "\n";
    }

    private static String description(Catalog.Entry entry) {
        StringBuilder text = new StringBuilder();
        if (entry.required()) {
            text.append("*Required.* ");
        }
        if (entry.autowired()) {
            text.append("*Autowired.* ");
        }
        text.append(entry.description().replace("*", "{asterisk}").replace("|", "{vbar}"));
        if (!entry.values().isEmpty()) {
            text.append(entry.description().endsWith(".") ? "" : ".")
                    .append(" Values: ")
                    .append(entry.values().stream().map(Table::literal).collect(Collectors.joining(", ")))
                    .append('.');
        }
        return text.toString();
    }

    private static String cell(String text) {
        return text.isEmpty() ? "|\n" : "| " + text + "\n";
    }

    private static String literal(String text) {
        if (text.isEmpty()) {
            return "";
        }
        return text.matches("[\\w.]+") ? "`" + text + "`" : "`+" + text + "+`";
    }
}
