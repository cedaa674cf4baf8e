/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.docs.Catalog;
import io.github.camelpgmq.docs.Document;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.MarkedBlock;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetCoverage;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.docs.Table;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The documentation of {@code pgmq:} says what the code says. */
@Documents(DocumentationTest.PAGE)
class DocumentationTest {

    static final String PAGE = "src/main/docs/pgmq-component.adoc";
    private static final String HOW_TOS = "src/main/docs/pgmq-howto.adoc";
    private static final String README = "../README.md";

    private static final Catalog CATALOG = Catalog.of("/META-INF/io/github/camelpgmq/component/pgmq/pgmq.json");
    private static final boolean UPDATE = Boolean.getBoolean("pgmq.docs.update");

    @Test
    void tablesAreThoseOfTheCatalog() throws IOException {
        Map<String, List<Catalog.Entry>> tables = Map.of(
                "component options", CATALOG.componentOptions(),
                "path parameters", CATALOG.pathParameters(),
                "query parameters", CATALOG.queryParameters(),
                "message headers", CATALOG.headers());
        for (Map.Entry<String, List<Catalog.Entry>> table : tables.entrySet()) {
            MarkedBlock block = new MarkedBlock(Document.read(Path.of(PAGE)), table.getKey());
            String expected = Table.of(table.getValue());
            if (UPDATE) {
                block.rewrite(expected);
            } else {
                assertThat(block.text())
                        .as("The table '%s' of %s: run this test with -Dpgmq.docs.update=true", table.getKey(), PAGE)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void operationsAreThoseOfTheProducer() {
        String table = new MarkedBlock(Document.read(Path.of(PAGE)), "operations").text();
        assertThat(matches("(?m)^\n\\| `(\\w+)`$", table))
                .isEqualTo(Arrays.stream(PgmqOperation.values()).map(Enum::name).toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {PAGE, HOW_TOS})
    void optionsAndHeadersOfTheTextExist(String page) {
        String prose = Document.read(Path.of(page)).prose();
        Set<String> headers =
                CATALOG.headers().stream().map(Catalog.Entry::name).collect(Collectors.toSet());
        assertThat(headers).containsAll(matches("(CamelPgmq\\w+)", prose));
        assertThat(CATALOG.optionNames()).containsAll(matches("`(?:pgmq:\\w+\\?)?(\\w+)=[^`]*`", prose));
    }

    @ParameterizedTest
    @ValueSource(strings = {PAGE, HOW_TOS, README, "../CONTRIBUTING.md"})
    void linksLeadSomewhere(String page) {
        assertThat(Document.read(Path.of(page)).brokenLinks()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {PAGE, HOW_TOS})
    void routesAreThereInAllLanguages(String page) {
        Map<String, Set<String>> languages = Document.read(Path.of(page)).snippets().stream()
                .filter(snippet -> !Set.of("dependency", "client").contains(snippet.name()))
                .filter(snippet -> Set.of("java", "xml", "yaml").contains(snippet.language()))
                .collect(Collectors.groupingBy(
                        Snippet::name, Collectors.mapping(Snippet::language, Collectors.toCollection(TreeSet::new))));
        assertThat(languages)
                .isNotEmpty()
                .allSatisfy((name, written) -> assertThat(written).as(name).containsExactly("java", "xml", "yaml"));
    }

    /** A snippet that nothing runs would rot. */
    @Test
    void everySnippetIsRun() {
        List<Snippet> untested =
                SnippetCoverage.untested(HowToIT.class, ComponentPageIT.class, ReadmeIT.class, DocumentationTest.class);
        assertThat(untested)
                .as("Snippets without an id, or without a @SnippetTest of their name")
                // The README shows the command bus, too.
                .filteredOn(snippet -> snippet.id() != null || snippet.code().contains("pgmq:"))
                .isEmpty();
    }

    @SnippetTest(value = "dependency", languages = "xml")
    void dependencyIsThisModule(Snippet snippet) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(snippet.code()).contains("<groupId>io.github.camelpgmq</groupId>");
        assertThat(pom).contains("<groupId>io.github.camelpgmq</groupId>");
        String artifact =
                matches("(<artifactId>\\S+</artifactId>)", snippet.code()).get(0);
        assertThat(matches("(?s)</parent>\\s*(<artifactId>\\S+</artifactId>)", pom))
                .containsExactly(artifact);
    }

    private static List<String> matches(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
