/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.docs.Document;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.ReadmeContract;
import io.github.camelpgmq.docs.ReadmePart;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page about Quarkus and the README show parts of this application. */
@Documents("../../README.md")
class DocumentationTest implements ReadmeContract {

    private static final List<Path> SOURCES = List.of(
            Path.of("pom.xml"),
            Path.of("src/main/resources/application.properties"),
            Path.of("src/main/java/io/github/camelpgmq/example/quarkus/Routes.java"));

    @Override
    public ReadmePart part() {
        return ReadmePart.QUARKUS;
    }

    @SnippetTest(
            value = "readme-quarkus",
            languages = {"java", "properties"})
    void readmeShowsThisApplication(Snippet snippet) {
        assertThat(snippet).matches(DocumentationTest::isOfThisApplication);
    }

    @Test
    void pageShowsThisApplication() {
        assertThat(Document.read(Path.of("../../docs/quarkus.md")).snippets())
                .hasSize(3)
                .allMatch(DocumentationTest::isOfThisApplication);
    }

    private static boolean isOfThisApplication(Snippet snippet) {
        return SOURCES.stream().map(Document::read).map(Document::text).anyMatch(snippet::isIn);
    }
}
