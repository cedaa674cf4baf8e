/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.springboot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.docs.Document;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.ReadmeContract;
import io.github.camelpgmq.docs.ReadmePart;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The code blocks of the page on Spring Boot, and those of the README, are parts of what the tests run. */
@Documents("../../README.md")
class DocumentationTest implements ReadmeContract {

    private static final Path PAGE = Path.of("../../docs/spring-boot.md");
    private static final List<Path> SOURCES = List.of(Path.of("src"), Path.of("../../spring-boot"));

    @Override
    public ReadmePart part() {
        return ReadmePart.SPRING_BOOT;
    }

    @SnippetTest(
            value = "readme-spring-boot",
            languages = {"java", "properties"})
    void readmeShowsTheShop(Snippet snippet) {
        assertThat(snippet).matches(block -> block.isIn(text(Path.of("src/main"))));
    }

    @Test
    void codeBlocksAreTested() {
        String tested = SOURCES.stream().map(DocumentationTest::text).collect(Collectors.joining("\n"));
        List<Snippet> snippets = Document.read(PAGE).snippets();
        assertThat(snippets).hasSizeGreaterThan(4);
        for (Snippet snippet : snippets) {
            assertThat(snippet.hasValidId()).as(snippet.toString()).isTrue();
            assertThat(snippet.isIn(tested))
                    .as("No source has the block %s as it is:\n%s", snippet.name(), snippet.code())
                    .isTrue();
        }
    }

    @Test
    void linksLeadSomewhere() {
        assertThat(Document.read(PAGE).brokenLinks()).isEmpty();
        assertThat(Document.read(Path.of("README.md")).brokenLinks()).isEmpty();
    }

    private static String text(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            List<Path> sources = files.filter(file -> file.toString().matches("(.*/)?src/.*\\.(java|properties)"))
                    .toList();
            StringBuilder text = new StringBuilder();
            for (Path source : sources) {
                text.append(Files.readString(source)).append('\n');
            }
            return text.toString();
        } catch (IOException e) {
            throw new IllegalStateException(directory + " cannot be read", e);
        }
    }
}
