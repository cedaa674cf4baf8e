/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import io.github.camelpgmq.support.RouteText;
import io.github.camelpgmq.support.TestSql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.opentest4j.TestAbortedException;

/** Adds snippets to a CamelContext as their reader would: Java by the compiler, XML and YAML by Camel's DSLs. */
public final class SnippetRunner {

    private final CamelContext camel;
    private final List<String> packages = new ArrayList<>(
            List.of("java.time", "java.util", "javax.sql", "org.apache.camel", "org.apache.camel.builder"));
    private final Map<String, Variable> variables = new LinkedHashMap<>();
    private TestSql database;
    private Map<String, String> settings = Map.of();

    public SnippetRunner(CamelContext camel) {
        this.camel = camel;
    }

    /** Lets Java snippets leave out the imports of these packages, too. */
    public SnippetRunner importing(String... more) {
        packages.addAll(List.of(more));
        return this;
    }

    /** Gives Java snippets a variable. */
    public <T> SnippetRunner given(String name, Class<T> type, T value) {
        variables.put(name, new Variable(type, value));
        return this;
    }

    /**
     * Runs the SQL that belongs to a snippet before it.
     *
     * @param settings what the placeholders stand for; the properties that belong to a snippet must be among them
     */
    public SnippetRunner in(TestSql database, Map<String, String> settings) {
        this.database = database;
        this.settings = settings;
        return this;
    }

    /**
     * Compiles a Java snippet that is a whole file.
     *
     * @return what has its classes
     */
    public static ClassLoader classes(Snippet snippet) throws Exception {
        return SnippetCompiler.compileFile(snippet.name().replace('-', '_'), snippet.code());
    }

    /**
     * Adds and starts the routes, and runs what else is in the snippet.
     *
     * @throws IllegalStateException naming the snippet if that fails
     */
    public void run(Snippet snippet) {
        prepare(snippet);
        try {
            if (snippet.language().equals("java")) {
                camel.addRoutes(SnippetCompiler.compile(snippet.code(), packages, variables));
            } else {
                RouteText.load(camel, snippet.id() + "." + snippet.language(), snippet.code());
            }
        } catch (TestAbortedException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("The snippet " + snippet + " does not run: " + e.getMessage(), e);
        }
    }

    private void prepare(Snippet snippet) {
        if (database == null) {
            return;
        }
        snippet.companion("sql").ifPresent(statements -> database.run(statements.code()));
        snippet.companion("properties").ifPresent(properties -> {
            if (!settings.keySet().containsAll(properties.properties().stringPropertyNames())) {
                throw new IllegalStateException(
                        properties + " has properties that are not set: " + settings.keySet() + " are");
            }
        });
    }

    /** A variable of a Java snippet. */
    record Variable(Class<?> type, Object value) {}
}
