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

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/** What holds for our own transactions, for Spring's and for those of JTA alike. */
abstract class JdbcTransactionsContract extends TransactionTestBase {

    protected JdbcTransactions transactions;
    protected TransactionAwareDataSource aware;

    abstract JdbcTransactions create(DataSource dataSource);

    /** The data source of the transactions. */
    DataSource database() {
        return pool;
    }

    long connectionsInUse() {
        return pool.getHikariPoolMXBean().getActiveConnections();
    }

    /** Whether connections of the data source itself are the transaction's. */
    boolean joinsByItself() {
        return false;
    }

    @BeforeEach
    void create() {
        aware = new TransactionAwareDataSource(database());
        transactions = create(aware);
    }

    @AfterEach
    void nothingIsLeftBehind() throws SQLException {
        assertThat(transactions.isActive()).isFalse();
        assertThat(connectionsInUse()).isZero();
        try (Connection connection = database().getConnection()) {
            assertThat(connection.getAutoCommit()).isTrue();
        }
    }

    @Test
    void commitsWhenTheWorkReturns() throws Exception {
        String result = transactions.inTransaction(DEFAULTS, connection -> {
            insert(connection, "a");
            assertThat(committed()).isEmpty();
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(committed()).containsExactly("a");
    }

    @Test
    void rollsBackOnAnyThrowableAndPassesItOn() throws Exception {
        for (Throwable failure :
                List.of(new IOException("x"), new IllegalArgumentException("x"), new StackOverflowError())) {
            assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS, connection -> {
                        insert(connection, "a");
                        if (failure instanceof Error error) {
                            throw error;
                        }
                        throw (Exception) failure;
                    }))
                    .isSameAs(failure);
        }

        assertThat(committed()).isEmpty();
    }

    @Test
    void rollbackOnlyRollsBackQuietly() throws Exception {
        String result = transactions.inTransaction(DEFAULTS, connection -> {
            insert(connection, "a");
            assertThat(transactions.isRollbackOnly()).isFalse();
            transactions.setRollbackOnly();
            assertThat(transactions.isRollbackOnly()).isTrue();
            return "done";
        });

        assertThat(result).isEqualTo("done");
        assertThat(committed()).isEmpty();
        assertThatIllegalStateException().isThrownBy(transactions::setRollbackOnly);
    }

    @Test
    void everyoneOnTheThreadSharesTheConnection() throws Exception {
        JdbcTransactions others = create(new TransactionAwareDataSource(aware));
        transactions.inTransaction(DEFAULTS, connection -> {
            String pid = query(connection, "SELECT pg_backend_pid()");
            for (DataSource dataSource : List.of(aware, new TransactionAwareDataSource(aware))) {
                try (Connection other = dataSource.getConnection()) {
                    assertThat(query(other, "SELECT pg_backend_pid()")).isEqualTo(pid);
                }
            }
            try (Connection other = others.getConnection()) {
                assertThat(query(other, "SELECT pg_backend_pid()")).isEqualTo(pid);
            }
            try (Connection other = database().getConnection()) {
                assertThat(query(other, "SELECT pg_backend_pid()").equals(pid)).isEqualTo(joinsByItself());
            }
            assertThat(others.isActive()).isTrue();
            return null;
        });
        assertThat(transactions.target()).isSameAs(database());
    }

    @Test
    void outsideOfATransactionConnectionsAreOrdinary() throws Exception {
        insert(aware, "a");
        try (Connection connection = transactions.getConnection()) {
            insert(connection, "b");
        }

        assertThat(committed()).containsExactly("a", "b");
    }

    @Test
    void statementsAloneAreNotRolledBack() throws Exception {
        transactions.alone(connection -> insert(connection, "before"));
        transactions.inTransaction(DEFAULTS, connection -> {
            insert(connection, "undone");
            transactions.alone(other -> insert(other, "alone"));
            assertThat(committed()).containsExactly("alone", "before");
            insert(connection, "undone, too");
            transactions.setRollbackOnly();
            return null;
        });

        assertThat(committed()).containsExactly("alone", "before");
    }

    @Test
    void otherThreadsAreOutside() throws Exception {
        transactions.inTransaction(DEFAULTS, connection -> {
            CompletableFuture.runAsync(() -> {
                        assertThat(transactions.isActive()).isFalse();
                        try {
                            insert(aware, "elsewhere");
                        } catch (SQLException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .join();
            transactions.setRollbackOnly();
            return null;
        });

        assertThat(committed()).containsExactly("elsewhere");
    }

    @Test
    void theConnectionCannotEndTheTransaction() throws Exception {
        assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS, connection -> {
                    insert(connection, "a");
                    assertThatExceptionOfType(SQLException.class)
                            .isThrownBy(connection::commit)
                            .withMessageContaining("commit is refused");
                    assertThatExceptionOfType(SQLException.class).isThrownBy(connection::rollback);
                    assertThatExceptionOfType(SQLException.class).isThrownBy(() -> connection.setAutoCommit(true));
                    connection.setAutoCommit(false);
                    assertThat(connection.getAutoCommit()).isFalse();
                    try (Statement statement = connection.createStatement();
                            PreparedStatement prepared = connection.prepareStatement("SELECT 1")) {
                        assertThatExceptionOfType(SQLException.class)
                                .isThrownBy(() -> statement.getConnection().commit());
                        assertThatExceptionOfType(SQLException.class)
                                .isThrownBy(() -> prepared.getConnection().rollback());
                    }
                    Connection other = aware.getConnection();
                    assertThat(other.unwrap(PGConnection.class).getBackendPID()).isPositive();
                    assertThat(other.isWrapperFor(PGConnection.class)).isTrue();
                    other.close();
                    assertThat(other.isClosed()).isTrue();
                    assertThatExceptionOfType(SQLException.class).isThrownBy(other::createStatement);
                    assertThat(connection.isClosed()).isFalse();
                    insert(connection, "b");
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(committed()).isEmpty();
    }

    @Test
    void requiredAndMandatoryAndSupportsJoin() throws Exception {
        assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS, outer -> {
                    for (Propagation propagation :
                            List.of(Propagation.REQUIRED, Propagation.MANDATORY, Propagation.SUPPORTS)) {
                        transactions.inTransaction(DEFAULTS.withPropagation(propagation), inner -> {
                            insert(inner, propagation.name());
                            return null;
                        });
                        assertThat(committed()).isEmpty();
                    }
                    throw new IOException("roll back");
                }))
                .isInstanceOf(IOException.class);

        assertThat(committed()).isEmpty();
    }

    @Test
    void aFailureOfJoinedWorkCannotBeCommitted() throws Exception {
        assertThatExceptionOfType(TransactionRolledBackException.class)
                .isThrownBy(() -> transactions.inTransaction(DEFAULTS, outer -> {
                    insert(outer, "outer");
                    try {
                        transactions.inTransaction(DEFAULTS, inner -> {
                            insert(inner, "inner");
                            throw new IOException("inner");
                        });
                    } catch (IOException swallowed) {
                        assertThat(transactions.isRollbackOnly()).isTrue();
                    }
                    return null;
                }));
        assertThatExceptionOfType(TransactionRolledBackException.class)
                .isThrownBy(() -> transactions.inTransaction(DEFAULTS, outer -> {
                    insert(outer, "outer");
                    return transactions.inTransaction(DEFAULTS, inner -> {
                        transactions.setRollbackOnly();
                        return null;
                    });
                }));

        assertThat(committed()).isEmpty();
    }

    @Test
    void requiresNewIsIndependent() throws Exception {
        transactions.inTransaction(DEFAULTS, outer -> {
            insert(outer, "outer");
            transactions.inTransaction(DEFAULTS.withPropagation(Propagation.REQUIRES_NEW), inner -> {
                insert(inner, "inner");
                return null;
            });
            assertThat(committed()).containsExactly("inner");
            assertThatThrownBy(() ->
                            transactions.inTransaction(DEFAULTS.withPropagation(Propagation.REQUIRES_NEW), inner -> {
                                insert(inner, "failed");
                                throw new IOException("inner");
                            }))
                    .isInstanceOf(IOException.class);
            insert(aware, "outer2");
            return null;
        });

        assertThat(committed()).containsExactly("inner", "outer", "outer2");
    }

    @Test
    void nestedIsASavepoint() throws Exception {
        TransactionOptions nested = DEFAULTS.withPropagation(Propagation.NESTED);
        List<String> actions = new ArrayList<>();
        transactions.inTransaction(nested, outer -> {
            insert(outer, "outer");
            transactions.inTransaction(nested, inner -> {
                transactions.afterCommit(() -> actions.add("kept"));
                insert(inner, "kept");
                return null;
            });
            assertThatThrownBy(() -> transactions.inTransaction(nested, inner -> {
                        transactions.afterCommit(() -> actions.add("undone"));
                        insert(inner, "undone");
                        execute(inner, "SELECT 1/0");
                        return null;
                    }))
                    .isInstanceOf(SQLException.class);
            transactions.inTransaction(nested, inner -> {
                insert(inner, "marked");
                transactions.setRollbackOnly();
                return null;
            });
            assertThat(transactions.isRollbackOnly()).isFalse();
            assertThat(actions).isEmpty();
            return null;
        });

        assertThat(committed()).containsExactly("kept", "outer");
        assertThat(actions).containsExactly("kept");
    }

    @ParameterizedTest
    @EnumSource(names = {"SUPPORTS", "NOT_SUPPORTED", "NEVER"})
    void runsWithoutATransaction(Propagation propagation) throws Exception {
        assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS.withPropagation(propagation), connection -> {
                    assertThat(transactions.isActive()).isFalse();
                    assertThat(connectionsInUse()).isZero();
                    insert(connection, "a");
                    throw new IOException("too late");
                }))
                .isInstanceOf(IOException.class);

        assertThat(committed()).containsExactly("a");
    }

    @Test
    void notSupportedSuspends() throws Exception {
        transactions.inTransaction(DEFAULTS, outer -> {
            insert(outer, "outer");
            transactions.inTransaction(DEFAULTS.withPropagation(Propagation.NOT_SUPPORTED), inner -> {
                assertThat(transactions.isActive()).isFalse();
                insert(inner, "inner");
                return null;
            });
            assertThat(transactions.isActive()).isTrue();
            transactions.setRollbackOnly();
            return null;
        });

        assertThat(committed()).containsExactly("inner");
    }

    @Test
    void mandatoryAndNeverInsist() throws Exception {
        assertThatIllegalStateException()
                .isThrownBy(() -> transactions.inTransaction(
                        DEFAULTS.withPropagation(Propagation.MANDATORY), connection -> null));
        transactions.inTransaction(DEFAULTS, connection -> {
            assertThatIllegalStateException()
                    .isThrownBy(() ->
                            transactions.inTransaction(DEFAULTS.withPropagation(Propagation.NEVER), inner -> null));
            insert(connection, "a");
            return null;
        });

        assertThat(committed()).containsExactly("a");
    }

    @Test
    void afterCommitMeansAfterCommit() throws Exception {
        List<String> seen = new ArrayList<>();
        transactions.inTransaction(DEFAULTS, connection -> {
            insert(connection, "a");
            transactions.afterCommit(() -> {
                throw new IllegalStateException("only logged");
            });
            transactions.inTransaction(DEFAULTS, inner -> {
                transactions.afterCommit(() -> {
                    seen.add("active " + transactions.isActive());
                    try {
                        seen.addAll(committed());
                        insert(aware, "by the action");
                    } catch (SQLException e) {
                        throw new AssertionError(e);
                    }
                });
                return null;
            });
            assertThat(seen).isEmpty();
            return null;
        });
        assertThat(seen).containsExactly("active false", "a");
        assertThat(committed()).containsExactly("a", "by the action");

        seen.clear();
        transactions.inTransaction(DEFAULTS, connection -> {
            transactions.afterCommit(() -> seen.add("rolled back"));
            transactions.setRollbackOnly();
            return null;
        });
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> transactions.inTransaction(DEFAULTS, connection -> {
                    transactions.afterCommit(() -> seen.add("commit failed"));
                    insert(connection, "a");
                    return null;
                }));
        assertThat(seen).isEmpty();

        transactions.afterCommit(() -> seen.add("at once"));
        assertThat(seen).containsExactly("at once");
    }

    @Test
    void afterCommitOfTheIndependentTransactionDoesNotWaitForTheOuterOne() throws Exception {
        List<String> seen = new ArrayList<>();
        transactions.inTransaction(DEFAULTS, outer -> {
            transactions.afterCommit(() -> seen.add("outer"));
            transactions.inTransaction(DEFAULTS.withPropagation(Propagation.REQUIRES_NEW), inner -> {
                transactions.afterCommit(() -> seen.add("inner"));
                return null;
            });
            assertThat(seen).containsExactly("inner");
            return null;
        });
        assertThat(seen).containsExactly("inner", "outer");
    }

    @Test
    void anAbortedTransactionIsNeverTakenForCommitted() throws Exception {
        assertThatExceptionOfType(TransactionRolledBackException.class)
                .isThrownBy(() -> transactions.inTransaction(DEFAULTS, connection -> {
                    insert(connection, "a");
                    try {
                        execute(connection, "SELECT 1/0");
                    } catch (SQLException swallowed) {
                        assertThat(swallowed.getSQLState()).isEqualTo("22012");
                    }
                    return null;
                }))
                .withMessageContaining("cannot be committed");

        assertThat(committed()).isEmpty();
    }

    @Test
    void isolationAndReadOnlyAreTheTransactionsAndDoNotStick() throws Exception {
        TransactionOptions options =
                DEFAULTS.withIsolation(Isolation.SERIALIZABLE).withReadOnly(true);
        transactions.inTransaction(options, connection -> {
            assertThat(query(connection, "SHOW transaction_isolation")).isEqualTo("serializable");
            assertThat(query(connection, "SHOW transaction_read_only")).isEqualTo("on");
            return null;
        });
        transactions.inTransaction(DEFAULTS, connection -> {
            assertThat(query(connection, "SHOW transaction_isolation")).isEqualTo("read committed");
            assertThat(query(connection, "SHOW transaction_read_only")).isEqualTo("off");
            return null;
        });
    }

    @Test
    void theTimeoutStopsAStatementAndDoesNotStick() throws Exception {
        assertThatThrownBy(() -> transactions.inTransaction(DEFAULTS.withTimeout(Duration.ofSeconds(1)), connection -> {
                    insert(connection, "a");
                    execute(connection, "SELECT pg_sleep(30)");
                    return null;
                }))
                .isInstanceOf(SQLException.class)
                .satisfies(e -> assertThat(((SQLException) e).getSQLState()).isEqualTo("57014"));

        assertThat(committed()).isEmpty();
        try (Connection connection = database().getConnection()) {
            assertThat(query(connection, "SHOW statement_timeout")).isEqualTo("0");
        }
    }
}
