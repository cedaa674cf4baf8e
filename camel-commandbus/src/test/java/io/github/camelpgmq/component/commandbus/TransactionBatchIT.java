/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.component.pgmq.tx.TransactionAwareDataSource;
import io.github.camelpgmq.support.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.SynchronizationAdapter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Several commands in one transaction, each in its savepoint. */
class TransactionBatchIT extends TransactionBatchTestBase {

    /** What a route can do to a transaction. */
    enum Poison {
        EXCEPTION {
            @Override
            void spoil(Exchange exchange, Connection connection) {
                throw new IllegalStateException("poison");
            }
        },
        SQL_ERROR {
            @Override
            void spoil(Exchange exchange, Connection connection) throws SQLException {
                divideByZero(connection);
            }
        },
        SWALLOWED_SQL_ERROR {
            @Override
            void spoil(Exchange exchange, Connection connection) {
                try {
                    divideByZero(connection);
                } catch (SQLException e) {
                    assertThat(e.getSQLState()).isEqualTo("22012");
                }
            }
        },
        ROLLBACK_ONLY {
            @Override
            void spoil(Exchange exchange, Connection connection) {
                exchange.setRollbackOnly(true);
            }
        },
        ROLLBACK_ONLY_LAST {
            @Override
            void spoil(Exchange exchange, Connection connection) {
                exchange.setRollbackOnlyLast(true);
            }
        },
        RESULT_THAT_IS_NO_JSON {
            @Override
            void spoil(Exchange exchange, Connection connection) {
                exchange.getMessage().setBody(new Object());
            }
        },
        BROKEN_RULE {
            @Override
            void spoil(Exchange exchange, Connection connection) {
                throw new BusinessRuleException("NO", "no");
            }
        };

        abstract void spoil(Exchange exchange, Connection connection) throws SQLException;

        private static void divideByZero(Connection connection) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SELECT 1/0");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Poison.class)
    void onePoisonedCommandInFiftyCostsOnlyItself(Poison poison) throws Exception {
        List<UUID> ids = sendMany(50);
        UUID poisoned = ids.get(20);
        List<String> transactions = new CopyOnWriteArrayList<>();
        TransactionAwareDataSource aware = new TransactionAwareDataSource(pool);
        handle(BATCH + "&retryBackoff=1h", exchange -> {
            transactions.add(transactionId(aware));
            if (isFor(poisoned, exchange)) {
                try (Connection connection = aware.getConnection()) {
                    poison.spoil(exchange, connection);
                }
            }
        });

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bus.countByStatus(domain)).containsEntry(CommandStatus.COMPLETED, 49L));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(get(poisoned).status())
                .isNotIn(CommandStatus.IN_PROGRESS, CommandStatus.COMPLETED));
        assertThat(transactions).hasSize(50);
        assertThat(Set.copyOf(transactions)).hasSizeLessThan(5);
        assertThat(effects(poisoned)).isZero();
        assertThat(rows("effect WHERE domain = '" + domain + "'")).isEqualTo(49);
        assertThat(get(poisoned).attempts()).isOne();
        for (UUID id : ids) {
            if (!id.equals(poisoned)) {
                assertThat(events(id)).containsExactly("SENT", "RECEIVED", "COMPLETED");
            }
        }
        assertThat(sentReplies()).hasSize(poison == Poison.BROKEN_RULE ? 50 : 49);
    }

    @Test
    void thousandCommandsTakeFewCommits() throws Exception {
        sendMany(1000);
        camel.stop();
        pool.close();
        long before = committed();
        CountDownLatch handled = new CountDownLatch(1000);
        try (CommandBusNode node = new CommandBusNode(PGMQ.dataSource())) {
            node.camel().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from(debit("?transactionBatchSize=50")).process(exchange -> exchange.getUnitOfWork()
                            .addSynchronization(new SynchronizationAdapter() {
                                @Override
                                public void onComplete(Exchange done) {
                                    handled.countDown();
                                }
                            }));
                }
            });
            assertThat(handled.await(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(committed() - before).isLessThan(300);
        assertThat(rows("command_bus_command WHERE status = 'COMPLETED' AND domain = '" + domain + "'"))
                .isEqualTo(1000);
    }

    @Test
    void nobodyHearsOfSuccessBeforeTheCommit() throws Exception {
        List<UUID> ids = sendMany(3);
        List<Long> committed = new CopyOnWriteArrayList<>();
        List<String> failed = new CopyOnWriteArrayList<>();
        handle(BATCH, exchange -> {
            exchange.getUnitOfWork().addSynchronization(new SynchronizationAdapter() {
                @Override
                public void onComplete(Exchange done) {
                    committed.add(effects(idOf(done)));
                }

                @Override
                public void onFailure(Exchange done) {
                    failed.add(idOf(done) + " " + done.getException().getMessage());
                }
            });
            if (isFor(ids.get(1), exchange)) {
                throw new BusinessRuleException("NO", "refused");
            }
        });
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(committed).containsExactly(1L, 1L);
            assertThat(failed).containsExactly(ids.get(1) + " refused");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", BATCH})
    void rollbackIsHeardAsAFailure(String options) throws Exception {
        sendMany(2);
        List<String> heard = new CopyOnWriteArrayList<>();
        handle(options + "&retryBackoff=1h", exchange -> {
            exchange.getUnitOfWork().addSynchronization(new SynchronizationAdapter() {
                @Override
                public void onComplete(Exchange done) {
                    heard.add("success");
                }

                @Override
                public void onFailure(Exchange done) {
                    heard.add("failure");
                }
            });
            exchange.setRollbackOnlyLast(true);
        });
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).containsExactly("failure", "failure"));
    }

    @Test
    void commitThatFailsCostsNeighboursOneAttemptAndNoWaiting() throws Exception {
        sql(
                "CREATE TABLE IF NOT EXISTS parent (id int PRIMARY KEY)",
                "CREATE TABLE IF NOT EXISTS child (id int REFERENCES parent DEFERRABLE INITIALLY DEFERRED)");
        List<UUID> ids = sendMany(10);
        UUID poisoned = ids.get(3);
        List<String> heard = new CopyOnWriteArrayList<>();
        TransactionAwareDataSource aware = new TransactionAwareDataSource(pool);
        handle(BATCH + "&retryBackoff=1h", exchange -> {
            remember(exchange);
            exchange.getUnitOfWork().addSynchronization(new SynchronizationAdapter() {
                @Override
                public void onComplete(Exchange done) {
                    heard.add("done");
                }
            });
            if (isFor(poisoned, exchange)) {
                try (Connection connection = aware.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("INSERT INTO child VALUES (1)");
                }
            }
        });

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(bus.countByStatus(domain)).containsEntry(CommandStatus.COMPLETED, 9L));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get(poisoned).status()).isEqualTo(CommandStatus.PENDING));
        assertThat(events(poisoned))
                .containsExactly(
                        "SENT", "RECEIVED", "FAILED", "RETRY_SCHEDULED", "RECEIVED", "FAILED", "RETRY_SCHEDULED");
        assertThat(get(poisoned).lastErrorMessage()).contains("child").doesNotContain("shared");
        for (UUID id : ids) {
            assertThat(starts.get(id.toString())).containsExactly(1, 2);
            assertThat(effects(id)).isEqualTo(id.equals(poisoned) ? 0 : 1);
        }
        assertThat(errorOf(ids.get(0))).contains("SHARED_TRANSACTION_FAILED").contains("9 others");
        assertThat(heard).hasSize(9);
        assertThat(queued()).isOne();
    }

    @Test
    void onlyAttemptOfACommandIsNotRiskedForOthers() throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            ids.add(send("Debit", "{}", Map.of(CommandBusConstants.MAX_ATTEMPTS, i == 0 ? 1 : 3)));
        }
        Map<String, String> transactions = new ConcurrentHashMap<>();
        TransactionAwareDataSource aware = new TransactionAwareDataSource(pool);
        handle(BATCH, exchange -> transactions.put(idOf(exchange).toString(), transactionId(aware)));
        ids.forEach(id -> awaitStatus(id, CommandStatus.COMPLETED));
        String alone = transactions.remove(ids.get(0).toString());
        assertThat(transactions.values()).hasSize(3).doesNotContain(alone);
    }

    @Test
    void sizesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> handle("&transactionBatchSize=2&transacted=false", exchange -> {}))
                .hasStackTraceContaining("transactionBatchSize=2 needs transacted=true");
        assertThatThrownBy(() -> handle("&transactionBatchSize=0", exchange -> {}))
                .hasStackTraceContaining("transactionBatchSize must be at least 1, but is 0");
        assertThatThrownBy(() -> handle("&transactionBatchSize=101", exchange -> {}))
                .hasStackTraceContaining("raise maxMessagesPerPoll, which is 100");
    }

    private String errorOf(UUID id) {
        return bus.auditTrail(domain, id).stream()
                .filter(entry -> String.valueOf(entry.eventType()).equals("FAILED"))
                .map(AuditEntry::detailsJson)
                .findFirst()
                .orElseThrow();
    }

    private static String transactionId(TransactionAwareDataSource aware) throws SQLException {
        return new TestSql(aware).value("SELECT pg_current_xact_id()");
    }

    /** Commits of this database; those of a connection count for certain when it is closed. */
    private static long committed() {
        await().atMost(PATIENCE)
                .until(() -> number("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                + " AND backend_type = 'client backend' AND pid <> pg_backend_pid()")
                        == 0);
        return number("SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()");
    }
}
