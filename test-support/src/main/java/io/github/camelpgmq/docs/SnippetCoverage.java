/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** Which snippets the test classes run. */
public final class SnippetCoverage {

    private SnippetCoverage() {}

    /** The snippets of the classes' documents that no method of theirs runs. */
    public static List<Snippet> untested(Class<?>... classes) {
        List<SnippetTest> tests = Arrays.stream(classes)
                .flatMap(SnippetCoverage::methods)
                .map(method -> method.getAnnotation(SnippetTest.class))
                .filter(Objects::nonNull)
                .toList();
        return Arrays.stream(classes)
                .flatMap(SnippetArguments::snippets)
                .filter(snippet -> tests.stream().noneMatch(test -> runs(test, snippet)))
                .distinct()
                .toList();
    }

    /** Those of its superclasses, too. */
    private static Stream<Method> methods(Class<?> test) {
        return Stream.<Class<?>>iterate(test, Objects::nonNull, Class::getSuperclass)
                .flatMap(one -> Arrays.stream(one.getDeclaredMethods()));
    }

    private static boolean runs(SnippetTest test, Snippet snippet) {
        return snippet.hasValidId()
                && snippet.name().equals(test.value())
                && Stream.of(test.languages(), test.with())
                        .flatMap(Arrays::stream)
                        .anyMatch(snippet.language()::equals);
    }
}
