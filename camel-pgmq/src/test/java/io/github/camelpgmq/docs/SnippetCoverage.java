/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which snippets the test classes run. */
public final class SnippetCoverage {

    private SnippetCoverage() {}

    /** The snippets of the classes' documents that no method of theirs runs. */
    public static List<Snippet> untested(Class<?>... tests) {
        Set<String> names = tested(tests);
        return Arrays.stream(tests)
                .flatMap(SnippetArguments::snippets)
                .filter(snippet -> !snippet.hasValidId() || !names.contains(snippet.name()))
                .distinct()
                .toList();
    }

    private static Set<String> tested(Class<?>... tests) {
        return Arrays.stream(tests)
                .flatMap(test -> Arrays.stream(test.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(SnippetTest.class))
                .map(SnippetCoverage::name)
                .collect(Collectors.toSet());
    }

    private static String name(Method method) {
        return method.getAnnotation(SnippetTest.class).value();
    }
}
