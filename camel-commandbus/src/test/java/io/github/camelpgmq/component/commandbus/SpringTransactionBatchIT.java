/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Commands that share a transaction of Spring, with handlers that take part in it as a {@code @Transactional} bean does. */
class SpringTransactionBatchIT extends CommandBusTestBase {

    private TransactionTemplate required;
    private JdbcTemplate jdbc;

    /** What a bean does to the transaction it takes part in. */
    enum Trouble {
        /** Its exception marks the whole transaction rollback-only, and the route handles it. */
        HANDLED_EXCEPTION,
        EXCEPTION,
        ROLLBACK_ONLY,
        SQL_ERROR
    }

    @Override
    protected void configure(CamelContext context) {
        DataSourceTransactionManager manager = new DataSourceTransactionManager(pool);
        context.getRegistry().bind("manager", manager);
        required = new TransactionTemplate(manager);
        jdbc = new JdbcTemplate(pool);
    }

    @Test
    void aSingleCommandHasItsEffectAndItsOutcomeInOneTransaction() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(debit("?retryBackoff=100ms")).process(exchange -> {
                    String id = exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class);
                    jdbc.update("INSERT INTO effect VALUES (?, ?)", domain, id);
                    if (exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT, Integer.class) == 1) {
                        throw new IllegalStateException("not yet");
                    }
                });
            }
        });
        UUID id = send("{}");
        awaitStatus(id, CommandStatus.COMPLETED);
        assertThat(effects(id)).isOne();
        assertThat(text("SELECT xmin FROM effect WHERE command_id = '" + id + "'"))
                .isEqualTo(text("SELECT xmin FROM command_bus_audit WHERE event_type = 'COMPLETED' AND command_id = '"
                        + id + "'"))
                .isEqualTo(text("SELECT xmin FROM " + replies.table()));
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void troubleOfOneBeanCostsOnlyItsCommand(Trouble trouble) throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ids.add(send("Debit", "{}", Map.of()));
        }
        UUID troubled = ids.get(4);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from(debit("?transactionBatchSize=10&retryBackoff=1h"))
                        .doTry()
                        .process(exchange -> bean(exchange, troubled, trouble))
                        .doCatch(IllegalArgumentException.class)
                        .setBody(constant("{}"))
                        .end();
            }
        });
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bus.countByStatus(domain)).containsEntry(CommandStatus.COMPLETED, 9L));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(troubled))
                .containsExactly("SENT", "RECEIVED", "FAILED", "RETRY_SCHEDULED"));
        for (UUID id : ids) {
            assertThat(effects(id)).isEqualTo(id.equals(troubled) ? 0 : 1);
            assertThat(get(id).attempts()).isOne();
        }
        assertThat(number("SELECT count(DISTINCT xmin::text) FROM effect WHERE domain = '" + domain + "'"))
                .isLessThan(10);
    }

    private void bean(Exchange exchange, UUID troubled, Trouble trouble) {
        String id = exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID, String.class);
        required.executeWithoutResult(status -> {
            jdbc.update("INSERT INTO effect VALUES (?, ?)", domain, id);
            if (!id.equals(troubled.toString())) {
                return;
            }
            switch (trouble) {
                case HANDLED_EXCEPTION -> throw new IllegalArgumentException("handled by the route");
                case EXCEPTION -> throw new IllegalStateException("not handled");
                case ROLLBACK_ONLY -> status.setRollbackOnly();
                case SQL_ERROR -> jdbc.execute("SELECT 1/0");
            }
        });
    }
}
