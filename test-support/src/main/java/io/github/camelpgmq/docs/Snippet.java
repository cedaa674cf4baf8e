/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * A code block of a document.
 *
 * @param document where it is
 * @param line its line there
 * @param id its anchor, or null if it has none; by convention {@code <name>-<language>}
 * @param language what it is highlighted as
 * @param code its text
 */
public record Snippet(Document document, long line, String id, String language, String code) {

    /** The id without the language: what snippets that belong together have in common. */
    public String name() {
        return id.substring(0, id.length() - language.length() - 1);
    }

    /** Whether the id is there and ends with the language. */
    public boolean hasValidId() {
        return id != null && id.length() > language.length() + 1 && id.endsWith("-" + language);
    }

    /** The snippet of the same name in another language, such as the SQL that a route needs. */
    public Optional<Snippet> companion(String otherLanguage) {
        return document.snippets().stream()
                .filter(other -> (name() + "-" + otherLanguage).equals(other.id()))
                .findFirst();
    }

    /** Whether a file has its lines, one after the other, however they are indented there. */
    public boolean isIn(String file) {
        return unindented(file).contains(unindented(code));
    }

    private static String unindented(String text) {
        return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
    }

    /** Its code, if that is in the language {@code properties}. */
    public Properties properties() {
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(code));
        } catch (IOException e) {
            throw new UncheckedIOException(toString(), e);
        }
        return properties;
    }

    @Override
    public String toString() {
        return (id == null ? "a " + language + " snippet without id" : id) + " ("
                + document.path().getFileName() + ":" + line + ")";
    }
}
