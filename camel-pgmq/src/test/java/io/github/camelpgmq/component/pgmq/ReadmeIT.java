/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import java.util.Map;
import javax.sql.DataSource;

/** What the README shows of {@code pgmq:} works. */
@Documents("../README.md")
class ReadmeIT extends SnippetTestBase {

    @SnippetTest("readme-queue")
    void queue(Snippet snippet) throws Exception {
        recorder("orderService");
        run(snippet);
        template.sendBody("direct:newOrder", Map.of("item", "book"));
        awaitHandled(1);
        awaitRows("pgmq.q_orders", 0);
        assertThat(bodies()).containsExactly("{\"item\": \"book\"}");
    }

    @SnippetTest("readme-datasource")
    void dataSource(Snippet snippet) throws Exception {
        camel.getRegistry().unbind("dataSource");
        runner().given("pool", DataSource.class, pool).run(snippet);
        assertThat(camel.getRegistry().lookupByName("dataSource")).isInstanceOf(TransactionAwareDataSource.class);
    }

    @SnippetTest("readme-policy")
    void policy(Snippet snippet) throws Exception {
        createQueues("orders");
        sql("CREATE TABLE orders (id bigint PRIMARY KEY)");
        run(snippet);
        template.sendBodyAndHeader("direct:order", "{}", "id", 1);
        assertThat(rows("orders")).isOne();
        assertThat(rows("pgmq.q_orders")).isOne();
        assertThatThrownBy(() -> template.sendBodyAndHeader("direct:order", "not JSON", "id", 2))
                .hasStackTraceContaining("not valid JSON");
        assertThat(rows("orders")).isOne();
        assertThat(rows("pgmq.q_orders")).isOne();
    }
}
