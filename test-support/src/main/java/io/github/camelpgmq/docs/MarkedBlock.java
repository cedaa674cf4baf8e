/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.io.IOException;
import java.nio.file.Files;

/**
 * The part of a document between the comments {@code // <name>: START} and {@code // <name>: END}.
 *
 * @param document the AsciiDoc document
 * @param name what the comments say
 */
public record MarkedBlock(Document document, String name) {

    /** The text between the comments. */
    public String text() {
        return document.text().substring(start(), end());
    }

    /** Writes another text to the file. */
    public void rewrite(String text) throws IOException {
        String whole = document.text();
        Files.writeString(document.path(), whole.substring(0, start()) + text + whole.substring(end()));
    }

    private int start() {
        String marker = "// " + name + ": START\n";
        return position(marker) + marker.length();
    }

    private int end() {
        return position("\n// " + name + ": END");
    }

    private int position(String marker) {
        int position = document.text().indexOf(marker);
        if (position < 0) {
            throw new IllegalStateException(document.path() + " lacks the line " + marker.strip());
        }
        return position;
    }
}
