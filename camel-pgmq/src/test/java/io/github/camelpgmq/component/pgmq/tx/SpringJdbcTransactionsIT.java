/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static io.github.camelpgmq.component.pgmq.tx.TransactionOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.support.TransactionTemplate;

class SpringJdbcTransactionsIT extends JdbcTransactionsContract {

    private DataSourceTransactionManager manager;

    @Override
    JdbcTransactions create(DataSource dataSource) {
        if (manager == null) {
            manager = new DataSourceTransactionManager(pool);
        }
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("manager", manager);
        return JdbcTransactions.of(context, dataSource);
    }

    @Test
    void joinsATransactionThatSpringBegan() throws Exception {
        List<String> actions = new ArrayList<>();
        new TransactionTemplate(manager).executeWithoutResult(status -> {
            assertThat(transactions.isActive()).isTrue();
            transactions.afterCommit(() -> actions.add("committed"));
            try {
                transactions.inTransaction(DEFAULTS, connection -> {
                    insert(connection, "a");
                    return null;
                });
                insert(aware, "b");
                try (Connection connection = transactions.getConnection()) {
                    insert(connection, "c");
                }
                assertThat(committed()).isEmpty();
                assertThat(actions).isEmpty();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        assertThat(committed()).containsExactly("a", "b", "c");
        assertThat(actions).containsExactly("committed");

        new TransactionTemplate(manager).executeWithoutResult(status -> {
            new JdbcTemplate(aware).update("INSERT INTO entry (name) VALUES ('d')");
            new JdbcTemplate(pool).update("INSERT INTO entry (name) VALUES ('e')");
            transactions.afterCommit(() -> actions.add("rolled back"));
            status.setRollbackOnly();
        });
        assertThat(committed()).containsExactly("a", "b", "c");
        assertThat(actions).containsExactly("committed");
    }

    @Test
    void springsOwnMeansJoinOurs() throws Exception {
        transactions.inTransaction(DEFAULTS, connection -> {
            new JdbcTemplate(pool).update("INSERT INTO entry (name) VALUES ('a')");
            new JdbcTemplate(aware).update("INSERT INTO entry (name) VALUES ('b')");
            new JdbcTemplate(new TransactionAwareDataSourceProxy(pool)).update("INSERT INTO entry (name) VALUES ('c')");
            new TransactionTemplate(manager).executeWithoutResult(status -> assertThat(
                            DataSourceUtils.isConnectionTransactional(DataSourceUtils.getConnection(pool), pool))
                    .isTrue());
            assertThat(committed()).isEmpty();
            transactions.setRollbackOnly();
            return null;
        });

        assertThat(committed()).isEmpty();
    }

    @Test
    void theManagerMayBeOverATransactionAwareDataSource() throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("manager", new DataSourceTransactionManager(aware));
        JdbcTransactions spring = JdbcTransactions.of(context, pool);
        assertThat(spring).isInstanceOf(SpringJdbcTransactions.class);
        spring.inTransaction(DEFAULTS, connection -> {
            insert(connection, "a");
            insert(aware, "b");
            assertThat(committed()).isEmpty();
            return null;
        });

        assertThat(committed()).containsExactly("a", "b");
    }

    @Test
    void theManagerOfAnotherDataSourceIsNotUsed() {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("other", new DataSourceTransactionManager(new PGSimpleDataSource()));
        assertThat(JdbcTransactions.of(context, pool)).isInstanceOf(LocalJdbcTransactions.class);

        context.getRegistry().bind("this", manager);
        assertThat(JdbcTransactions.of(context, pool)).isInstanceOf(SpringJdbcTransactions.class);
    }

    @Test
    void aTransactionOfAnotherDataSourceIsNotTakenForOurs() {
        new TransactionTemplate(new DataSourceTransactionManager(PGMQ.dataSource())).executeWithoutResult(status -> {
            new JdbcTemplate(pool).update("INSERT INTO entry (name) VALUES ('a')");
            assertThat(transactions.isActive()).isFalse();
            try {
                insert(aware, "b");
                transactions.inTransaction(DEFAULTS, connection -> {
                    insert(connection, "c");
                    return null;
                });
                assertThat(committed()).containsExactly("a", "b", "c");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            status.setRollbackOnly();
        });
    }
}
