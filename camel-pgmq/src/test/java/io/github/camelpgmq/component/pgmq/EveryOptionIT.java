/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.docs.Catalog;
import io.github.camelpgmq.support.EveryOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every option that the catalog lists, set to something that is not its default, in every language. */
class EveryOptionIT extends PgmqTestBase {

    private static final Catalog CATALOG = Catalog.of("/META-INF/io/github/camelpgmq/component/pgmq/pgmq.json");

    /** Of consumers, producers and component alike. */
    private static final Map<String, String> COMMON = Map.ofEntries(
            Map.entry("ackMode", "archive"),
            Map.entry("allowMixedCase", "true"),
            Map.entry("autoCreateQueue", "true"),
            Map.entry("batching", "true"),
            Map.entry("deadLetterQueue", "every_dead"),
            Map.entry("disableReplyTo", "true"),
            Map.entry("enableNotifyInsert", "true"),
            Map.entry("filter", "\"hello\""),
            Map.entry("mandatory", "false"),
            Map.entry("maxDeliveries", "4"),
            Map.entry("messageFormat", "text"),
            Map.entry("messageGroup", "g"),
            Map.entry("notify", "false"),
            Map.entry("notifyMode", "inTransaction"),
            Map.entry("operation", "sendBatch"),
            Map.entry("ordering", "group"),
            Map.entry("partitionInterval", "10000"),
            Map.entry("quantity", "2"),
            Map.entry("queueType", "partitioned"),
            Map.entry("replyQueues", "answers"),
            Map.entry("replyTo", "every_answer"),
            Map.entry("retentionInterval", "100000"),
            Map.entry("retryDelay", "10s,1m"),
            Map.entry("routingKey", "a.b"),
            Map.entry("topicPattern", "a.*"),
            Map.entry("transacted", "true"));

    private static final Map<String, String> OF_ENDPOINTS = Map.of("browseLimit", "5", "dataSource", "#bean:another");

    private static final EveryOption EVERY = new EveryOption("pgmq", CATALOG, COMMON, OF_ENDPOINTS, Map.of());

    @BeforeEach
    void bindBeans() {
        EveryOption.bindBeans(camel.getRegistry(), new TransactionAwareDataSource(pool), new PgmqConfiguration());
    }

    @Test
    void isSetByItsNameInAUri() throws Exception {
        EVERY.requireAll();
        Set<String> names = EVERY.endpointOptions().keySet();
        names.remove("exchangePattern");
        EVERY.requireDifferent(
                names, camel.getEndpoint(EVERY.uri(queue.name(), "")), camel.getEndpoint("pgmq:" + queue));
    }

    /** Except for one: a filter and an order exclude each other. */
    @ParameterizedTest
    @CsvSource({"java,filter,3", "java,ordering,2", "xml,filter,3", "xml,ordering,2", "yaml,filter,3", "yaml,ordering,2"
    })
    void worksTogetherWithAllOthers(String language, String without, int delivered) throws Exception {
        EVERY.addRoutes(camel, language, queue.name(), without, exchange -> handled.add(exchange.copy()));
        EVERY.requireSetInRoutes(camel, without, camel.getEndpoint("pgmq:" + queue));
        template.sendBodyAndHeader("direct:in", List.of("hello", "no", "hello"), "tenant", "acme");
        await().untilAsserted(() -> assertThat(handled.stream()
                        .mapToInt(e -> e.getMessage().getBody(List.class).size())
                        .sum())
                .isEqualTo(delivered));
        await().untilAsserted(() -> assertThat(rows(queue.archiveTable())).isEqualTo(delivered));
        assertThat(rows(queue.table())).as("what the filter leaves").isEqualTo(3 - delivered);
        assertThat(number("SELECT count(*) FROM " + queue.archiveTable() + " WHERE headers ->> 'x-pgmq-group' = 'g'"))
                .isEqualTo(delivered);
    }

    @Test
    void isSetByItsNameAtTheComponent() throws Exception {
        Main main = EVERY.start(
                new TransactionAwareDataSource(pool),
                Map.of("jdbcUrl", PGMQ.jdbcUrl(), "username", PGMQ.username(), "password", PGMQ.password()));
        try {
            EVERY.requireDifferent(
                    EVERY.common().keySet(),
                    main.getCamelContext().getEndpoint("pgmq:" + queue),
                    camel.getEndpoint("pgmq:" + queue));
            EVERY.requireSetAtComponent(main.getCamelContext());
            main.getCamelTemplate().sendBody("pgmq:" + queue + "?ordering=none", List.of("hello"));
            assertThat(rows(queue.table())).isOne();
        } finally {
            main.stop();
        }
    }

    @Test
    void takesAConfigurationBeanAtTheComponent() throws Exception {
        EVERY.requireConfigurationByProperty(new PgmqConfiguration());
    }
}
