/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.docs.Document;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.support.TestSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the page's snippets, data source and policies included, are an application of camel-main. */
class CamelMainIT extends SnippetTestBase {

    private static final List<Snippet> PAGE =
            Document.read(Path.of("src/main/docs/pgmq-component.adoc")).snippets();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"xml", "yaml"})
    void rollsBackWhatAPolicyOfAFileCovers(String language) throws Exception {
        sql("CREATE TABLE orders (id bigint PRIMARY KEY)");
        createQueues("orders", "order_log");
        write("datasource", language);
        write("policy", language);
        Main main = new Main();
        settings().forEach(main::addInitialProperty);
        main.configure().withRoutesIncludePattern("file:" + directory + "/*");
        main.start();
        try {
            Policies.requireRollback(main.getCamelTemplate(), client, new TestSql(PGMQ.dataSource()));
        } finally {
            main.stop();
        }
    }

    private void write(String name, String language) throws IOException {
        Snippet snippet = PAGE.stream()
                .filter(one -> (name + "-" + language).equals(one.id()))
                .findFirst()
                .orElseThrow();
        Files.writeString(directory.resolve(name + "." + language), snippet.code());
    }
}
