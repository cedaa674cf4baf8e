/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** A transacted consumer in an application with Spring's transaction manager over a plain pool. */
class SpringTransactedConsumerIT extends PgmqTestBase {

    private final List<Boolean> inSpringsTransaction = new CopyOnWriteArrayList<>();
    private JdbcTemplate jdbc;

    @BeforeEach
    void bindManager() throws Exception {
        camel.getRegistry().bind("manager", new DataSourceTransactionManager(pool));
        jdbc = new JdbcTemplate(pool);
        sql("CREATE TABLE IF NOT EXISTS effect (message_id bigint)");
        sql("TRUNCATE TABLE effect");
    }

    @Test
    void routeAndAcknowledgementAreSpringsTransaction() throws Exception {
        consume("transacted=true&retryDelay=100ms", exchange -> {
            if (exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class) == 1) {
                throw new IllegalStateException("first try");
            }
        });
        for (int i = 0; i < 5; i++) {
            template.sendBody("pgmq:" + queue, "{}");
        }
        awaitEmpty();
        assertThat(handled).hasSize(10);
        assertThat(rows("effect")).isEqualTo(5);
        assertThat(inSpringsTransaction).hasSize(10).containsOnly(true);
    }

    @Test
    void leaseThatWasLostRollsSpringsTransactionBack() throws Exception {
        consume("transacted=true&retryDelay=100ms", exchange -> {
            if (exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class) == 1) {
                // As if another worker had read it meanwhile.
                sql("UPDATE " + queue.table() + " SET read_ct = read_ct + 1, vt = clock_timestamp()");
            }
        });
        template.sendBody("pgmq:" + queue, "{}");
        awaitEmpty();
        assertThat(handled).hasSize(2);
        assertThat(rows("effect")).isOne();
    }

    @Test
    void rollbackOnlyOfSpringCounts() throws Exception {
        consume("transacted=true&retryDelay=100ms", exchange -> {
            if (exchange.getMessage().getHeader(PgmqConstants.READ_COUNT, Integer.class) == 1) {
                exchange.setRollbackOnly(true);
            }
        });
        template.sendBody("pgmq:" + queue, "{}");
        awaitEmpty();
        assertThat(handled).hasSize(2);
        assertThat(rows("effect")).isOne();
    }

    private void consume(String options, Processor then) throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?" + options).process(this::write).process(then);
            }

            private void write(Exchange exchange) {
                handled.add(exchange.copy());
                inSpringsTransaction.add(TransactionSynchronizationManager.isActualTransactionActive());
                jdbc.update(
                        "INSERT INTO effect VALUES (?)",
                        exchange.getMessage().getHeader(PgmqConstants.MESSAGE_ID, Long.class));
            }
        });
    }

    private void awaitEmpty() {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(rows(queue.table())).isZero());
    }
}
