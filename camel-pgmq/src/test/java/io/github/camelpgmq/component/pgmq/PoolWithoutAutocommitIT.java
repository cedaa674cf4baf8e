/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A pool whose connections have autocommit off, as Hibernate's users like it: nothing may be rolled back on its return. */
class PoolWithoutAutocommitIT extends PgmqTestBase {

    private static final Duration SOON = Duration.ofSeconds(30);

    private HikariDataSource manual;

    @Override
    void configure(CamelContext context) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(PGMQ.jdbcUrl());
        config.setUsername(PGMQ.username());
        config.setPassword(PGMQ.password());
        config.setAutoCommit(false);
        manual = new HikariDataSource(config);
        context.getRegistry().unbind("dataSource");
        context.getRegistry().bind("dataSource", manual);
    }

    @AfterEach
    void closeManual() {
        camel.stop();
        manual.close();
    }

    @Test
    void whatIsSentIsThere() throws Exception {
        template.sendBody("pgmq:" + queue, "{}");
        template.sendBody("pgmq:" + queue + "?operation=sendBatch", List.of("{}", "{}"));
        template.sendBody("pgmq:" + queue + "?notifyMode=inTransaction", "{}");
        assertThat(rows(queue.table())).isEqualTo(4);
        template.sendBody("pgmq:" + queue + "?operation=purgeQueue", null);
        assertThat(rows(queue.table())).isEqualTo(0);
    }

    @Test
    void queuesAreCreated() throws Exception {
        template.sendBody("pgmq:" + queue + "_at_start?autoCreateQueue=true", "{}");
        template.sendBodyAndHeader(
                "pgmq:*?autoCreateQueue=true", "{}", PgmqConstants.OVERRIDE_QUEUE, queue + "_when_needed");
        assertThat(rows("pgmq.q_" + queue + "_at_start")).isEqualTo(1);
        assertThat(rows("pgmq.q_" + queue + "_when_needed")).isEqualTo(1);
    }

    @Test
    void repliesArrive() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("pgmq:" + queue + "?ackMode=none")
                        .to("pgmq:" + queue + "?operation=delete")
                        .setBody(constant("{\"n\":1}"));
            }
        });
        assertThat(template.requestBody("pgmq:" + queue, "{}", String.class)).isEqualTo("{\"n\": 1}");
        await().atMost(SOON).untilAsserted(() -> assertThat(rows(queue.table())).isEqualTo(0));
    }

    @Test
    void statementsOutsideOfATransactionAreCommittedAndInsideTheyAreNot() throws Exception {
        JdbcTransactions transactions = JdbcTransactions.of(camel, manual);
        sql("CREATE TABLE note (id integer)");
        try (Connection connection = transactions.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO note VALUES (1)");
        }
        transactions.inTransaction(TransactionOptions.DEFAULTS, c -> {
            template.sendBody("pgmq:" + queue, "{}");
            transactions.setRollbackOnly();
            return null;
        });
        assertThat(rows("note")).isEqualTo(1);
        assertThat(rows(queue.table())).isEqualTo(0);
    }
}
