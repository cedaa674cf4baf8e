/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static io.github.camelpgmq.component.pgmq.tx.TransactionOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.apache.camel.impl.DefaultCamelContext;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class LocalJdbcTransactionsIT extends JdbcTransactionsContract {

    @Override
    JdbcTransactions create(DataSource dataSource) {
        return JdbcTransactions.of(new DefaultCamelContext(), dataSource);
    }

    @Test
    void withoutATransactionManagerSpringIsNotUsed() {
        assertThat(transactions).isInstanceOf(LocalJdbcTransactions.class);
    }

    @Test
    void afterTheDeadlineNothingStartsAndNothingCommits() throws Exception {
        TransactionOptions options = DEFAULTS.withTimeout(Duration.ofMillis(50));
        assertThatExceptionOfType(SQLTimeoutException.class)
                .isThrownBy(() -> transactions.inTransaction(options, c -> {
                    insert(c, "a");
                    Awaitility.await().pollDelay(Duration.ofMillis(60)).until(() -> true);
                    return null;
                }));
        assertThatExceptionOfType(SQLTimeoutException.class)
                .isThrownBy(() -> transactions.inTransaction(options, c -> {
                    Awaitility.await().pollDelay(Duration.ofMillis(60)).until(() -> true);
                    insert(c, "a");
                    return null;
                }));

        assertThat(committed()).isEmpty();
    }

    @Test
    void aConnectionThatOutlivesItsTransactionIsUseless() throws Exception {
        AtomicReference<Connection> leaked = new AtomicReference<>();
        transactions.inTransaction(DEFAULTS, connection -> {
            leaked.set(connection);
            return null;
        });

        assertThat(leaked.get().isClosed()).isTrue();
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> insert(leaked.get(), "a"))
                .withMessageContaining("has ended");
    }

    @Test
    void aKilledConnectionLeavesNothingBehindAndAUsablePool() throws Exception {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> transactions.inTransaction(DEFAULTS, c -> {
                    insert(c, "a");
                    observe("SELECT pg_terminate_backend(" + query(c, "SELECT pg_backend_pid()") + ")");
                    insert(c, "b");
                    return null;
                }));
        assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS, c -> {
                    insert(c, "a");
                    observe("SELECT pg_terminate_backend(" + query(c, "SELECT pg_backend_pid()") + ")");
                    throw new IOException("the original failure");
                }))
                .isInstanceOf(IOException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).hasAtLeastOneElementOfType(SQLException.class));
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> transactions.inTransaction(DEFAULTS, c -> {
                    insert(c, "a");
                    observe("SELECT pg_terminate_backend(" + query(c, "SELECT pg_backend_pid()") + ")");
                    return null;
                }));
        assertThat(committed()).isEmpty();

        for (int i = 0; i < 2 * pool.getMaximumPoolSize(); i++) {
            String name = "after" + i;
            transactions.inTransaction(DEFAULTS, connection -> {
                insert(connection, name);
                return null;
            });
        }
        assertThat(committed()).hasSize(2 * pool.getMaximumPoolSize());
    }
}
