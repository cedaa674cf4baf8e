/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.util.Locale;

/** The README's code blocks by the module whose tests run them: the ids of a part begin with {@code readme-<part>-}. */
public enum ReadmePart {
    PGMQ("camel-pgmq"),
    COMMANDBUS("camel-commandbus"),
    JBANG("examples/jbang"),
    SPRING_BOOT("examples/spring-boot"),
    QUARKUS("examples/quarkus"),
    CAMEL_K("examples/camel-k");

    private final String module;

    ReadmePart(String module) {
        this.module = module;
    }

    /** The module's directory, relative to the README's. */
    public String module() {
        return module;
    }

    /** Whether a code block is of this part. */
    public boolean has(Snippet snippet) {
        return snippet.hasValidId() && (snippet.name() + "-").startsWith(prefix());
    }

    private String prefix() {
        return "readme-" + name().toLowerCase(Locale.ROOT).replace('_', '-') + "-";
    }
}
