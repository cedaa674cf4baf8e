/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quarkus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.docs.Document;
import io.github.camelpgmq.docs.Snippet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The page about Quarkus shows parts of this application. */
class DocumentationTest {

    private static final List<Path> SOURCES = List.of(
            Path.of("pom.xml"),
            Path.of("src/main/resources/application.properties"),
            Path.of("src/main/java/io/github/camelpgmq/example/quarkus/Routes.java"));

    @Test
    void snippetsAreOfThisApplication() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (Path source : SOURCES) {
            sources.append(Files.readString(source));
        }
        List<Snippet> snippets = Document.read(Path.of("../../docs/quarkus.md")).snippets();
        assertThat(snippets).hasSize(3).allSatisfy(snippet -> assertThat(sources)
                .contains(snippet.code().stripTrailing()));
    }
}
