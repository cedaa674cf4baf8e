/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.AnnotationBasedArgumentsProvider;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.support.ParameterDeclarations;

/** Finds the snippets of a {@link SnippetTest} in the {@link Documents} of its class. */
final class SnippetArguments extends AnnotationBasedArgumentsProvider<SnippetTest> {

    @Override
    protected Stream<? extends Arguments> provideArguments(
            ParameterDeclarations parameters, ExtensionContext context, SnippetTest test) {
        List<String> languages = List.of(test.languages());
        List<Snippet> found = snippets(context.getRequiredTestClass())
                .filter(snippet -> languages.contains(snippet.language()))
                .filter(snippet -> snippet.hasValidId() && snippet.name().equals(test.value()))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException("No document has snippets of the name " + test.value());
        }
        return found.stream().map(Arguments::of);
    }

    /** All snippets of a test class's documents. */
    static Stream<Snippet> snippets(Class<?> test) {
        Documents documents = test.getAnnotation(Documents.class);
        if (documents == null) {
            throw new IllegalArgumentException(test.getName() + " needs @Documents");
        }
        return Arrays.stream(documents.value())
                .map(path -> Document.read(Path.of(path)))
                .flatMap(document -> document.snippets().stream());
    }
}
