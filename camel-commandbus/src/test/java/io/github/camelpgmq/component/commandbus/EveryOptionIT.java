/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.docs.Catalog;
import io.github.camelpgmq.support.EveryOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every option that the catalog lists, set to something that is not its default, in every language. */
class EveryOptionIT extends CommandBusTestBase {

    private static final Map<String, String> COMMON = Map.ofEntries(
            Map.entry("all", "true"),
            Map.entry("batchChunkSize", "2"),
            Map.entry("businessExceptions", "java.lang.ArithmeticException"),
            Map.entry("dryRun", "true"),
            Map.entry("limit", "5"),
            Map.entry("maxAttempts", "4"),
            Map.entry("olderThan", "1d"),
            Map.entry("onDuplicate", "ignore"),
            Map.entry("operation", "sendBatch"),
            Map.entry("operator", "olga"),
            Map.entry("permanentExceptions", "java.io.IOException"),
            Map.entry("replyFormat", "legacy"),
            Map.entry("replyTo", "every__replies"),
            Map.entry("retryBackoff", "1s,2s"),
            Map.entry("transacted", "false"),
            Map.entry("transactionBatchSize", "2"));

    private static final Map<String, String> OF_THE_COMPONENT = Map.ofEntries(
            Map.entry("ackMode", "archive"),
            Map.entry("auditTable", "every_audit"),
            Map.entry("autoCreateQueue", "true"),
            Map.entry("autoCreateSchema", "true"),
            Map.entry("batchTable", "every_batch"),
            Map.entry("commandTable", "every_command"),
            Map.entry("replyQueues", "every*"));

    private static final EveryOption EVERY = new EveryOption(
            "commandbus",
            Catalog.of("/META-INF/io/github/camelpgmq/component/commandbus/commandbus.json"),
            COMMON,
            Map.of(),
            OF_THE_COMPONENT);

    private final QueueName answers = QueueName.of("every__replies");

    @BeforeEach
    void prepare() {
        EveryOption.bindBeans(camel.getRegistry(), new TransactionAwareDataSource(pool), new CommandBusConfiguration());
        client.createQueue(answers);
        client.purgeQueue(answers);
    }

    @Test
    void isSetByItsNameInAUri() throws Exception {
        EVERY.requireAll();
        Set<String> names = EVERY.endpointOptions().keySet();
        names.remove("exchangePattern");
        EVERY.requireDifferent(
                names, camel.getEndpoint(EVERY.uri(domain + "/Debit", "")), camel.getEndpoint(debit("")));
    }

    @Test
    void offersEveryOperation() {
        assertThat(EVERY.catalog().queryParameters())
                .filteredOn(option -> option.name().equals("operation"))
                .singleElement()
                .satisfies(option -> assertThat(option.values())
                        .containsExactlyElementsOf(Arrays.stream(CommandBusOperation.values())
                                .map(CommandBusOperation::toString)
                                .toList()));
    }

    /** Except for one: without a transaction there is none that commands can share. */
    @ParameterizedTest
    @CsvSource({
        "java,transacted",
        "java,transactionBatchSize",
        "xml,transacted",
        "xml,transactionBatchSize",
        "yaml,transacted",
        "yaml,transactionBatchSize"
    })
    void worksTogetherWithAllOthers(String language, String without) throws Exception {
        EVERY.addRoutes(camel, language, domain + "/Debit", without, exchange -> exchange.getMessage()
                .setBody(Map.of("done", true)));
        EVERY.requireSetInRoutes(camel, without, camel.getEndpoint(debit("")));
        template.sendBody("direct:in", List.of("1", "2", "3"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bus.countByStatus(domain)).containsEntry(CommandStatus.COMPLETED, 3L));
        assertThat(client.browse(answers, 10)).hasSize(3).allSatisfy(reply -> assertThat(reply.body())
                .contains("\"result\": {\"done\": true}"));
        assertThat(rows("command_bus_command WHERE domain = '" + domain + "' AND max_attempts = 4"))
                .isEqualTo(3);
    }

    @Test
    void isSetByItsNameAtTheComponent() throws Exception {
        Main main = EVERY.start(
                new TransactionAwareDataSource(pool),
                Map.of("jdbcUrl", PGMQ.jdbcUrl(), "username", PGMQ.username(), "password", PGMQ.password()));
        try {
            EVERY.requireDifferent(
                    EVERY.common().keySet(),
                    main.getCamelContext().getEndpoint(debit("")),
                    camel.getEndpoint(debit("")));
            EVERY.requireSetAtComponent(main.getCamelContext());
            main.getCamelTemplate().sendBody(debit(""), List.of("1", "2"));
            assertThat(rows(commands.table())).isEqualTo(2);
            assertThat(rows("every_command")).isEqualTo(2);
            assertThat(rows("every_audit")).isEqualTo(2);
            assertThat(rows("every_batch")).isZero();
        } finally {
            main.stop();
        }
    }

    @Test
    void takesAConfigurationBeanAtTheComponent() throws Exception {
        EVERY.requireConfigurationByProperty(new CommandBusConfiguration());
    }
}
