/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.camelk;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.docs.Document;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetCoverage;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestSql;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** What the page on Kubernetes shows works. */
@Documents("../../docs/kubernetes.md")
class KubernetesPageIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    /** The first server is away; with two that are there the driver would take the primary. */
    @SnippetTest(value = "kubernetes-failover", languages = "properties")
    void failover(Snippet snippet) throws Exception {
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setUrl(PGMQ.jdbcUrl());
        String real = server.getServerNames()[0] + ":" + server.getPortNumbers()[0];
        Map<String, String> values = Map.of(
                "camel.component.pgmq.username", PGMQ.username(),
                "camel.component.pgmq.password", Objects.toString(PGMQ.password(), ""));
        Properties properties = snippet.properties();
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.configure().withRoutesIncludePattern("false");
        properties.forEach((key, value) -> main.addInitialProperty(
                key.toString(),
                values.getOrDefault(key.toString(), value.toString())
                        .replace("postgres-a:5432", "localhost:1")
                        .replace("postgres-b:5432", real)
                        .replace("/shop?", "/" + server.getDatabaseName() + "?")));
        main.start();
        try {
            main.getCamelTemplate().sendBody("pgmq:orders?autoCreateQueue=true", "{}");
            assertThat(new TestSql(PGMQ.dataSource()).count("pgmq.q_orders")).isOne();
        } finally {
            main.stop();
        }
    }

    @Test
    void everySnippetIsRunAndLinksLeadSomewhere() {
        assertThat(SnippetCoverage.untested(KubernetesPageIT.class)).isEmpty();
        Stream.of("../../docs/kubernetes.md", "README.md")
                .map(file -> Document.read(Path.of(file)))
                .forEach(page -> assertThat(page.brokenLinks()).isEmpty());
    }
}
