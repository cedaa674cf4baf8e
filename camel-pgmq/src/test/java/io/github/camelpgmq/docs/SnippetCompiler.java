/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;

/** Makes a RouteBuilder of the statements of a Java snippet; its imports may be left out or stand at its beginning. */
final class SnippetCompiler {

    private static final String IMPORT = "import ";
    private static final List<String> PACKAGES = List.of(
            "java.time",
            "java.util",
            "javax.sql",
            "org.apache.camel",
            "org.apache.camel.builder",
            "io.github.camelpgmq.component.pgmq",
            "io.github.camelpgmq.component.pgmq.client",
            "io.github.camelpgmq.component.pgmq.tx");
    private static final AtomicInteger CLASSES = new AtomicInteger();

    private SnippetCompiler() {}

    static RoutesBuilder compile(Snippet snippet, Map<String, SnippetRunner.Variable> variables) throws Exception {
        String name = "Snippet" + CLASSES.incrementAndGet();
        String source = source(name, snippet, variables);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("No Java compiler: the tests need a JDK, not a JRE");
        }
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (InMemoryClasses classes = new InMemoryClasses(compiler.getStandardFileManager(diagnostics, null, null))) {
            boolean compiled = compiler.getTask(
                            null,
                            classes,
                            diagnostics,
                            List.of("-proc:none"),
                            null,
                            List.of(InMemoryClasses.source(name, source)))
                    .call();
            if (!compiled) {
                throw new IllegalArgumentException(errors(diagnostics) + "\nin\n" + source);
            }
            RouteBuilder routes = (RouteBuilder)
                    classes.loader().loadClass(name).getConstructor(Map.class).newInstance(values(variables));
            return routes;
        }
    }

    private static String source(String name, Snippet snippet, Map<String, SnippetRunner.Variable> variables) {
        String imports = Stream.concat(
                        PACKAGES.stream().map(one -> IMPORT + one + ".*;"),
                        snippet.code().lines().filter(line -> line.startsWith(IMPORT)))
                .collect(Collectors.joining("\n"));
        String declarations = variables.entrySet().stream()
                .map(one -> "%2$s %1$s = (%2$s) given.get(\"%1$s\");"
                        .formatted(one.getKey(), one.getValue().type().getCanonicalName()))
                .collect(Collectors.joining("\n"));
        String statements =
                snippet.code().lines().filter(line -> !line.startsWith(IMPORT)).collect(Collectors.joining("\n"));
        return """
                %s
                public class %s extends RouteBuilder {
                private final Map<String, Object> given;
                public %s(Map<String, Object> given) { this.given = given; }
                @Override public void configure() throws Exception {
                %s
                %s
                }}
                """
                .formatted(imports, name, name, declarations, statements);
    }

    private static Map<String, Object> values(Map<String, SnippetRunner.Variable> variables) {
        return variables.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue()
                .value()));
    }

    private static String errors(DiagnosticCollector<JavaFileObject> diagnostics) {
        return diagnostics.getDiagnostics().stream()
                .filter(one -> one.getKind() == Diagnostic.Kind.ERROR)
                .map(one -> one.getMessage(null) + " (line " + one.getLineNumber() + ")")
                .collect(Collectors.joining("\n"));
    }
}
