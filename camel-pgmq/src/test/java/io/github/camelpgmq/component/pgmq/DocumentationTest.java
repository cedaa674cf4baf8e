/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.metrics.Meter;
import io.github.camelpgmq.docs.DocumentationContract;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The documentation of {@code pgmq:} says what the code says. */
@Documents("src/main/docs/pgmq-component.adoc")
class DocumentationTest extends DocumentationContract {

    DocumentationTest() {
        super("pgmq", "CamelPgmq");
    }

    @Test
    void metersAreThoseOfTheCode() throws IOException {
        generated(
                "meters",
                Table.ofMeters(ConsumerMeters.ALL, Meter::name, Meter::kind, Meter::tags, Meter::description));
    }

    @Override
    protected List<String> operations() {
        return Arrays.stream(PgmqOperation.values()).map(Enum::name).toList();
    }

    @Override
    protected List<Class<?>> snippetTests() {
        return List.of(HowToIT.class, ComponentPageIT.class, KameletIT.class);
    }

    @Override
    protected Set<String> noRoutes() {
        return Set.of("dependency", "client", "kamelets");
    }

    @Override
    protected List<Path> sharedDocuments() {
        return List.of(Path.of("../README.md"), Path.of("../CONTRIBUTING.md"));
    }
}
