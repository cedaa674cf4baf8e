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
import org.apache.camel.builder.RouteBuilder;

/** Makes a RouteBuilder of the statements of a Java snippet; its imports may be left out or stand at its beginning. */
final class SnippetCompiler {

    private static final String IMPORT = "import ";
    private static final AtomicInteger CLASSES = new AtomicInteger();

    private SnippetCompiler() {}

    /**
     * Compiles and instantiates.
     *
     * @throws IllegalArgumentException with the compiler's errors and the whole class
     */
    static RouteBuilder compile(String code, List<String> packages, Map<String, SnippetRunner.Variable> variables)
            throws Exception {
        String name = "Snippet" + CLASSES.incrementAndGet();
        String source = source(name, code, packages, variables);
        Class<?> compiled = compileFile(name, source).loadClass(name);
        return (RouteBuilder) compiled.getConstructor(Map.class).newInstance(values(variables));
    }

    /**
     * Compiles a whole file.
     *
     * @throws IllegalArgumentException with the compiler's errors and the file
     */
    static ClassLoader compileFile(String name, String source) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("No Java compiler: the tests need a JDK, not a JRE");
        }
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        try (InMemoryClasses classes = new InMemoryClasses(compiler.getStandardFileManager(diagnostics, null, null))) {
            List<JavaFileObject> sources = List.of(InMemoryClasses.source(name, source));
            if (!compiler.getTask(null, classes, diagnostics, List.of("-proc:none"), null, sources)
                    .call()) {
                throw new IllegalArgumentException(errors(diagnostics) + "\nin\n" + source);
            }
            return classes.loader();
        }
    }

    private static String source(
            String name, String code, List<String> packages, Map<String, SnippetRunner.Variable> variables) {
        String imports = Stream.concat(
                        packages.stream().map(one -> IMPORT + one + ".*;"),
                        code.lines().filter(line -> line.startsWith(IMPORT)))
                .collect(Collectors.joining("\n"));
        String declarations = variables.entrySet().stream()
                .map(one -> "%2$s %1$s = (%2$s) given.get(\"%1$s\");"
                        .formatted(one.getKey(), one.getValue().type().getCanonicalName()))
                .collect(Collectors.joining("\n"));
        String statements =
                code.lines().filter(line -> !line.startsWith(IMPORT)).collect(Collectors.joining("\n"));
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
