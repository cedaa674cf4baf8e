/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;

/** Adds snippets to a CamelContext as their reader would: Java by the compiler, XML and YAML by Camel's DSLs. */
public final class SnippetRunner {

    private final CamelContext camel;
    private final Map<String, Variable> variables = new LinkedHashMap<>();

    public SnippetRunner(CamelContext camel) {
        this.camel = camel;
    }

    /** Gives Java snippets a variable. */
    public <T> SnippetRunner given(String name, Class<T> type, T value) {
        variables.put(name, new Variable(type, value));
        return this;
    }

    /** Adds and starts the routes, and runs what else is in the snippet. */
    public void run(Snippet snippet) throws Exception {
        try {
            if (snippet.language().equals("java")) {
                RoutesBuilder routes = SnippetCompiler.compile(snippet, variables);
                camel.addRoutes(routes);
            } else {
                String name = snippet.id() + "." + snippet.language();
                PluginHelper.getRoutesLoader(camel).loadRoutes(ResourceHelper.fromString(name, snippet.code()));
            }
        } catch (Exception e) {
            throw new IllegalStateException("The snippet " + snippet + " does not run: " + e.getMessage(), e);
        }
    }

    /** A variable of a Java snippet. */
    record Variable(Class<?> type, Object value) {}
}
