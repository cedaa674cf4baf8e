/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
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

    /** A table with a row for each meter, whatever these are. */
    public static <M> String ofMeters(
            List<M> meters,
            Function<M, String> name,
            Function<M, Enum<?>> kind,
            Function<M, List<String>> tags,
            Function<M, String> description) {
        return meters.stream()
                .map(meter -> cell(literal(name.apply(meter)))
                        + cell(kind.apply(meter).name().toLowerCase(Locale.ROOT).replace('_', ' '))
                        + cell(tags.apply(meter).stream().map(Table::literal).collect(Collectors.joining(", ")))
                        + cell(description.apply(meter))
                        + "\n")
                .collect(Collectors.joining(
                        "",
                        "[width=\"100%\",cols=\"4,2,3,6\",options=\"header\"]\n|===\n| Meter | Kind | Tags | What it measures\n\n",
                        END));
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
