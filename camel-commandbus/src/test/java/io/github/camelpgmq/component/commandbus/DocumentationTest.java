/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.metrics.Meter;
import io.github.camelpgmq.docs.DocumentationContract;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.docs.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The documentation of {@code commandbus:} says what the code says. */
@Documents("src/main/docs/commandbus-component.adoc")
class DocumentationTest extends DocumentationContract {

    DocumentationTest() {
        super("commandbus", "CamelCommandBus");
    }

    @SnippetTest(value = "lifecycle", languages = "mermaid")
    void diagramIsWithinItsMarkers(Snippet snippet) {
        assertThat(Lifecycle.diagram()).contains(snippet.code());
    }

    @Test
    void lifeOfACommandIsThatOfTheCode() throws IOException {
        generated("transitions", Lifecycle.table());
        generated("diagram", Lifecycle.diagram());
    }

    @Test
    void metersAreThoseOfTheCode() throws IOException {
        generated(
                "meters", Table.ofMeters(DomainMeters.ALL, Meter::name, Meter::kind, Meter::tags, Meter::description));
    }

    @Override
    protected List<String> operations() {
        return Arrays.stream(CommandBusOperation.values())
                .map(CommandBusOperation::toString)
                .toList();
    }

    @Override
    protected List<Class<?>> snippetTests() {
        return List.of(HowToIT.class, ComponentPageIT.class, KameletIT.class);
    }

    @Override
    protected Set<String> noRoutes() {
        return Set.of("dependency", "api", "kamelets", "howto-first", "howto-spring", "howto-operator");
    }

    @Override
    protected List<Path> sharedDocuments() {
        return List.of(Path.of("../README.md"));
    }
}
