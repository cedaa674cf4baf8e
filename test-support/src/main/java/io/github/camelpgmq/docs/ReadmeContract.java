/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A test class with the README among its {@link Documents}. It runs all code blocks of a part, each with a {@link SnippetTest}. */
public interface ReadmeContract {

    /** Which code blocks it runs. */
    ReadmePart part();

    /** A snippet that nothing runs would rot. */
    @Test
    default void everySnippetOfThePartIsRun() {
        assertThat(SnippetCoverage.untested(getClass()))
                .as("Snippets of the README without a @SnippetTest of their name in %s", getClass())
                .filteredOn(part()::has)
                .isEmpty();
    }
}
