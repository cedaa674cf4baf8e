/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** In the transactions of Spring's transaction manager. */
class SendInSpringTransactionIT extends SendInTransactionContract {

    private DataSourceTransactionManager manager;

    @Override
    void configure(CamelContext context) throws Exception {
        manager = new DataSourceTransactionManager(pool);
        context.getRegistry().bind("manager", manager);
        super.configure(context);
    }

    @Test
    void joinsATransactionThatSpringBegan() throws Exception {
        sql("DROP TABLE IF EXISTS effect");
        sql("CREATE TABLE effect (id bigint)");
        for (PgmqConfiguration.NotifyMode mode : PgmqConfiguration.NotifyMode.values()) {
            for (boolean fail : new boolean[] {true, false}) {
                new TransactionTemplate(manager).executeWithoutResult(status -> {
                    new JdbcTemplate(pool).update("INSERT INTO effect VALUES (1)");
                    good(send("pgmq:" + queue + "?notifyMode=" + mode, "\"" + fail + "\"", Map.of()));
                    assertThat(failure(send("pgmq:" + queue + "?notifyMode=" + mode, "{no", Map.of())))
                            .isNotNull();
                    assertThat(status.isRollbackOnly()).isFalse();
                    if (fail) {
                        status.setRollbackOnly();
                    }
                });
            }
        }
        assertThat(stored()).hasSize(3).extracting(PgmqMessage::body).containsOnly("\"false\"");
        assertThat(rows("effect")).isEqualTo(3);
    }
}
