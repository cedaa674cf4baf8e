/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.docs.Document;
import io.github.camelpgmq.docs.ReadmePart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** No code block of the README is run by nobody, whichever module its test is in, and all are short. */
class ReadmeTest {

    private static final Path ROOT = Path.of("..");
    private static final Document README = Document.read(ROOT.resolve("README.md"));

    @Test
    void everySnippetIsOfOnePart() {
        assertThat(README.snippets()).hasSizeGreaterThan(10).allSatisfy(snippet -> assertThat(
                        Stream.of(ReadmePart.values()).filter(part -> part.has(snippet)))
                .as("The parts that %s belongs to by its id; see ReadmePart", snippet)
                .hasSize(1));
    }

    @ParameterizedTest
    @EnumSource
    void everyPartHasSnippetsAndTests(ReadmePart part) throws IOException {
        assertThat(README.snippets()).anyMatch(part::has);
        try (Stream<Path> files = Files.walk(ROOT.resolve(part.module()).resolve("src/test/java"))) {
            assertThat(files.filter(file -> file.toString().endsWith(".java")).map(ReadmeTest::text))
                    .as("A test in %s that implements ReadmeContract for %s", part.module(), part)
                    .anyMatch(source -> source.contains(" implements ReadmeContract")
                            && source.contains("return ReadmePart." + part + ";"));
        }
    }

    @Test
    void noSnippetIsLongerThanTenLines() {
        assertThat(README.snippets())
                .allSatisfy(snippet -> assertThat(snippet.code().lines())
                        .as(snippet.toString())
                        .hasSizeLessThanOrEqualTo(10));
    }

    @Test
    void coordinatesAreOfModules() {
        String version = matches("<artifactId>camel-pgmq-parent</artifactId>\\s*<version>(.+)</version>", "pom.xml")
                .get(0);
        assertThat(matches("io\\.github\\.camelpgmq:([\\w-]+):(?!" + Pattern.quote(version) + "\\b)", "README.md"))
                .as("Modules with a version other than %s", version)
                .isEmpty();
        assertThat(matches("io\\.github\\.camelpgmq:([\\w-]+):", "README.md"))
                .hasSizeGreaterThan(4)
                .allSatisfy(module -> assertThat(
                                Stream.of("", "spring-boot/").map(parent -> ROOT.resolve(parent + module + "/pom.xml")))
                        .as("A pom.xml of %s", module)
                        .anyMatch(Files::exists));
    }

    private static List<String> matches(String regex, String file) {
        return Pattern.compile(regex)
                .matcher(text(ROOT.resolve(file)))
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }

    private static String text(Path file) {
        return Document.read(file).text();
    }
}
