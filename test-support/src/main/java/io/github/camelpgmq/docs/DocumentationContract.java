/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documentation of a component says what its code says: the test class of each component extends this. */
public abstract class DocumentationContract {

    private static final Set<String> ROUTE_LANGUAGES = Set.of("java", "xml", "yaml");
    private static final boolean UPDATE = Boolean.getBoolean("pgmq.docs.update");

    private final String scheme;
    private final String headerPrefix;
    private final Path page;
    private final Path howTos;
    private final Catalog catalog;

    /**
     * @param scheme the component's name in URIs
     * @param headerPrefix what its headers begin with
     */
    protected DocumentationContract(String scheme, String headerPrefix) {
        this.scheme = scheme;
        this.headerPrefix = headerPrefix;
        this.page = Path.of("src/main/docs/" + scheme + "-component.adoc");
        this.howTos = Path.of("src/main/docs/" + scheme + "-howto.adoc");
        this.catalog = Catalog.of("/META-INF/io/github/camelpgmq/component/%1$s/%1$s.json".formatted(scheme));
    }

    /** The producer's operations, in the order of their table. */
    protected abstract List<String> operations();

    /** The test classes that run snippets of the component's own documents. */
    protected abstract List<Class<?>> snippetTests();

    /** Names of snippets that are no routes, and so need not be there in all languages. */
    protected abstract Set<String> noRoutes();

    /** Documents that are not of this component alone. */
    protected abstract List<Path> sharedDocuments();

    @Test
    public void tablesAreThoseOfTheCatalog() throws IOException {
        generated("component options", Table.of(catalog.componentOptions()));
        generated("path parameters", Table.of(catalog.pathParameters()));
        generated("query parameters", Table.of(catalog.queryParameters()));
        generated("message headers", Table.of(catalog.headers()));
    }

    /** Compares a part of the component's page with what it must be, or writes it. */
    protected final void generated(String name, String expected) throws IOException {
        MarkedBlock block = new MarkedBlock(Document.read(page), name);
        if (UPDATE) {
            block.rewrite(expected);
        } else {
            assertThat(block.text())
                    .as("The part '%s' of %s: run this test with -Dpgmq.docs.update=true", name, page)
                    .isEqualTo(expected);
        }
    }

    @Test
    public void operationsAreThoseOfTheProducer() {
        String table = new MarkedBlock(Document.read(page), "operations").text();
        assertThat(matches("(?m)^\n\\| `([\\w.]+)`$", table)).isEqualTo(operations());
    }

    @Test
    public void optionsAndHeadersOfTheTextExist() {
        Set<String> headers =
                catalog.headers().stream().map(Catalog.Entry::name).collect(Collectors.toSet());
        for (Document document : own()) {
            assertThat(headers)
                    .as("Headers in %s", document.path())
                    .containsAll(matches("(" + headerPrefix + "\\w+)", document.prose()));
            assertThat(catalog.optionNames())
                    .as("Options in %s", document.path())
                    .containsAll(matches("`(?:" + scheme + ":[\\w/]+\\?)?(\\w+)=[^`]*`", document.prose()));
        }
    }

    @Test
    public void linksLeadSomewhere() {
        Stream.concat(own().stream(), sharedDocuments().stream().map(Document::read))
                .forEach(document -> assertThat(document.brokenLinks())
                        .as("Links in %s", document.path())
                        .isEmpty());
    }

    @Test
    public void routesAreThereInAllLanguages() {
        for (Document document : own()) {
            Map<String, Set<String>> languages = document.snippets().stream()
                    .filter(Snippet::hasValidId)
                    .filter(snippet -> !noRoutes().contains(snippet.name()))
                    .filter(snippet -> ROUTE_LANGUAGES.contains(snippet.language()))
                    .collect(Collectors.groupingBy(
                            Snippet::name,
                            Collectors.mapping(Snippet::language, Collectors.toCollection(TreeSet::new))));
            assertThat(languages)
                    .isNotEmpty()
                    .allSatisfy((name, written) -> assertThat(written).as(name).isEqualTo(ROUTE_LANGUAGES));
        }
    }

    /** A snippet that nothing runs would rot. */
    @Test
    public void everySnippetIsRun() {
        List<Snippet> untested = SnippetCoverage.untested(
                Stream.concat(snippetTests().stream(), Stream.of(getClass())).toArray(Class<?>[]::new));
        assertThat(untested)
                .as("Snippets without an id, or without a @SnippetTest of their name")
                .isEmpty();
    }

    @SnippetTest(value = "dependency", languages = "xml")
    public void dependencyIsThisModule(Snippet snippet) throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertThat(snippet.code()).contains("<groupId>io.github.camelpgmq</groupId>");
        assertThat(pom).contains("<groupId>io.github.camelpgmq</groupId>");
        String artifact =
                matches("(<artifactId>\\S+</artifactId>)", snippet.code()).get(0);
        assertThat(matches("(?s)</parent>\\s*(<artifactId>\\S+</artifactId>)", pom))
                .containsExactly(artifact);
    }

    private List<Document> own() {
        return List.of(Document.read(page), Document.read(howTos));
    }

    private static List<String> matches(String regex, String text) {
        return Pattern.compile(regex)
                .matcher(text)
                .results()
                .map((MatchResult match) -> match.group(1))
                .toList();
    }
}
