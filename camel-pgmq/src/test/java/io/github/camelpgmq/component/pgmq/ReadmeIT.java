/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.docs.Documents;
import io.github.camelpgmq.docs.ReadmeContract;
import io.github.camelpgmq.docs.ReadmePart;
import io.github.camelpgmq.docs.Snippet;
import io.github.camelpgmq.docs.SnippetTest;
import io.github.camelpgmq.support.NewestCamel;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.condition.DisabledIf;

/** What the README shows of {@code pgmq:} works. */
@Documents("../README.md")
class ReadmeIT extends SnippetTestBase implements ReadmeContract {

    @Override
    public ReadmePart part() {
        return ReadmePart.PGMQ;
    }

    @SnippetTest("readme-pgmq-queue")
    void queue(Snippet snippet) throws Exception {
        recorder("orderService");
        run(snippet);
        template.sendBody("direct:newOrder", Map.of("item", "book"));
        awaitHandled(1);
        awaitRows("pgmq.q_orders", 0);
        assertThat(bodies()).containsExactly("{\"item\": \"book\"}");
    }

    @SnippetTest(value = "readme-pgmq-database", languages = "properties")
    void database(Snippet snippet) throws Exception {
        connect(snippet, component -> assertThat(component.getJdbcUrl()).isEqualTo(PGMQ.jdbcUrl()));
    }

    @DisabledIf(value = NewestCamel.IN_USE, disabledReason = "camel-kamelet is not on Maven Central")
    @SnippetTest("readme-pgmq-kamelet")
    void kamelet(Snippet snippet) throws Exception {
        createQueues("orders");
        recorder("orderService");
        run(snippet);
        template.sendBody("pgmq:orders", "{}");
        awaitHandled(1);
        awaitRows("pgmq.q_orders", 0);
    }

    @SnippetTest("readme-pgmq-datasource")
    void dataSource(Snippet snippet) throws Exception {
        camel.getRegistry().unbind("dataSource");
        runner().given("pool", DataSource.class, pool).run(snippet);
        assertThat(camel.getRegistry().lookupByName("dataSource")).isInstanceOf(TransactionAwareDataSource.class);
    }

    @SnippetTest("readme-pgmq-policy")
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
