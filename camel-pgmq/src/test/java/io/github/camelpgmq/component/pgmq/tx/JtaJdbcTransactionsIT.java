/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import static io.github.camelpgmq.component.pgmq.tx.TransactionOptions.DEFAULTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import io.agroal.api.security.NamePrincipal;
import io.agroal.api.security.SimplePassword;
import io.agroal.narayana.NarayanaTransactionIntegration;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With Narayana and Agroal, as Quarkus sets them up. */
class JtaJdbcTransactionsIT extends JdbcTransactionsContract {

    @TempDir
    static Path objectStore;

    private static AgroalDataSource agroal;

    private final TransactionManager manager = com.arjuna.ats.jta.TransactionManager.transactionManager();
    private final TransactionSynchronizationRegistry registry = new TransactionSynchronizationRegistryImple();

    @BeforeAll
    static void keepItsFilesTogether() {
        com.arjuna
                .ats
                .arjuna
                .common
                .arjPropertyManager
                .getObjectStoreEnvironmentBean()
                .setObjectStoreDir(objectStore.toString());
    }

    @AfterAll
    static void closeAgroal() {
        agroal.close();
    }

    @Override
    DataSource database() {
        if (agroal == null) {
            agroal = open();
        }
        return agroal;
    }

    private AgroalDataSource open() {
        AgroalDataSourceConfigurationSupplier configuration = new AgroalDataSourceConfigurationSupplier()
                .metricsEnabled()
                .connectionPoolConfiguration(some -> some.maxSize(4)
                        .acquisitionTimeout(Duration.ofSeconds(5))
                        .transactionIntegration(new NarayanaTransactionIntegration(manager, registry))
                        .connectionFactoryConfiguration(one -> one.jdbcUrl(
                                        PGMQ.database().jdbcUrl())
                                .principal(new NamePrincipal(PGMQ.database().username()))
                                .credential(new SimplePassword(PGMQ.database().password()))));
        try {
            return AgroalDataSource.from(configuration);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    long connectionsInUse() {
        return agroal.getMetrics().activeCount();
    }

    @Override
    boolean joinsByItself() {
        return true;
    }

    @Override
    JdbcTransactions create(DataSource dataSource) {
        return JdbcTransactions.of(context(), TransactionAwareDataSource.unwrap(dataSource));
    }

    private CamelContext context() {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("manager", manager);
        context.getRegistry().bind("registry", registry);
        return context;
    }

    @Test
    void isTakenForJtaUnlessTheDataSourceIsForOurOwnTransactions() {
        assertThat(transactions).isInstanceOf(JtaJdbcTransactions.class);
        assertThat(JdbcTransactions.of(context(), aware)).isInstanceOf(LocalJdbcTransactions.class);
        assertThat(JdbcTransactions.of(new DefaultCamelContext(), agroal)).isInstanceOf(LocalJdbcTransactions.class);
    }

    @Test
    void joinsWhatSomebodyElseBegan() throws Exception {
        List<String> actions = new ArrayList<>();
        manager.begin();
        insert(agroal, "theirs");
        transactions.inTransaction(DEFAULTS, connection -> {
            insert(connection, "ours");
            transactions.afterCommit(() -> actions.add("after " + committedQuietly()));
            return null;
        });
        transactions.inTransaction(DEFAULTS.withPropagation(Propagation.NESTED), connection -> {
            insert(connection, "in a savepoint");
            transactions.afterCommit(() -> actions.add("savepoint"));
            return null;
        });
        try (Connection connection = transactions.getConnection()) {
            insert(connection, "by the way");
        }
        assertThat(committed()).isEmpty();
        assertThat(actions).isEmpty();
        manager.commit();

        assertThat(committed()).containsExactly("by the way", "in a savepoint", "ours", "theirs");
        assertThat(actions).containsExactly("after [by the way, in a savepoint, ours, theirs]", "savepoint");
    }

    @Test
    void aFailureMarksWhatSomebodyElseBegan() throws Exception {
        manager.begin();
        assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS, connection -> {
                    insert(connection, "ours");
                    throw new IOException("ours");
                }))
                .isInstanceOf(IOException.class);
        assertThat(manager.getStatus()).isEqualTo(Status.STATUS_MARKED_ROLLBACK);
        assertThat(transactions.isRollbackOnly()).isTrue();
        manager.rollback();

        assertThat(committed()).isEmpty();
    }

    @Test
    void whatSomebodyElseMarkedIsNotCommitted() throws Exception {
        assertThatExceptionOfType(TransactionRolledBackException.class)
                .isThrownBy(() -> transactions.inTransaction(DEFAULTS, connection -> {
                    insert(agroal, "theirs");
                    manager.setRollbackOnly();
                    assertThat(transactions.isRollbackOnly()).isTrue();
                    return null;
                }));

        assertThat(committed()).isEmpty();
    }

    @Test
    void aTransactionThatSomebodyElseBeganWithinOursIsNotOurs() throws Exception {
        transactions.inTransaction(DEFAULTS, connection -> {
            insert(connection, "ours");
            var suspended = manager.suspend();
            assertThat(transactions.isActive()).isFalse();
            manager.begin();
            try (Connection other = transactions.getConnection()) {
                insert(other, "theirs");
            }
            manager.commit();
            manager.resume(suspended);
            transactions.setRollbackOnly();
            return null;
        });

        assertThat(committed()).containsExactly("theirs");
    }

    @Test
    void aDataSourceWithoutJtaIsRefused() {
        JdbcTransactions wrong = JdbcTransactions.of(context(), pool);

        assertThatIllegalStateException()
                .isThrownBy(() -> wrong.inTransaction(DEFAULTS, connection -> null))
                .withMessageContaining("does not take part in JTA's transactions");
    }

    private List<String> committedQuietly() {
        try {
            return committed();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
