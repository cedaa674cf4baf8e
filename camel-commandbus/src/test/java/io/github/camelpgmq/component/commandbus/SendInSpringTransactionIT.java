/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.tx.JdbcTransactionPolicy;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** In the transactions of Spring's transaction manager. */
class SendInSpringTransactionIT extends SendInTransactionContract {

    private DataSourceTransactionManager manager;

    @Override
    void configure() throws Exception {
        manager = new DataSourceTransactionManager(pool);
        camel.getRegistry().bind("manager", manager);
        super.configure();
        camel.getRegistry().bind("required", new JdbcTransactionPolicy(new TransactionAwareDataSource(pool)));
    }

    @Test
    void joinsATransactionThatSpringBegan() throws Exception {
        sql("DROP TABLE IF EXISTS effect");
        sql("CREATE TABLE effect (id bigint)");
        CommandRequest request = CommandRequest.of(domain, "Debit", "{}");
        for (boolean fail : new boolean[] {true, false}) {
            new TransactionTemplate(manager).executeWithoutResult(status -> {
                new JdbcTemplate(pool).update("INSERT INTO effect VALUES (1)");
                good(debit("", "{}", Map.of()));
                bus.send(request);
                bus.sendBatch(List.of(request, request));
                assertThat(failure(debit("", "{no", Map.of()))).isNotNull();
                assertThat(status.isRollbackOnly()).isFalse();
                if (fail) {
                    status.setRollbackOnly();
                }
            });
        }
        assertThat(commands()).isEqualTo(4);
        assertThat(queued()).hasSize(4);
        assertThat(count("effect")).isEqualTo(1);
    }
}
