/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** A test that is run with each snippet of a name, one for each language; its parameter is the {@link Snippet}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ParameterizedTest(name = "{0}")
@ArgumentsSource(SnippetArguments.class)
public @interface SnippetTest {

    /** The ids of the snippets without the language. */
    String value();

    /** Which of them are run. */
    String[] languages() default {"java", "xml", "yaml"};

    /** Which others of the name are used with them, see {@link Snippet#companion}. */
    String[] with() default {"sql", "properties"};
}
