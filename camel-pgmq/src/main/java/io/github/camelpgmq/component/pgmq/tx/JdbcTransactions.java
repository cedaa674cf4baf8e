/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * Transactions over one {@link DataSource}, bound to the thread that begins them. All instances over the same data source, and every
 * {@link TransactionAwareDataSource} over it, see the same transaction. Thread-safe.
 */
public interface JdbcTransactions {

    /**
     * The transactions of a data source. They are Spring's if spring-jdbc is on the class path and the registry has a
     * {@code PlatformTransactionManager} for this data source: the only one, unless it is known to manage another data source, or of
     * several the one that is known to manage this one. Else they are those of JTA if the registry has one {@code TransactionManager} and one
     * {@code TransactionSynchronizationRegistry} of {@code jakarta.transaction}, unless the data source is a
     * {@link TransactionAwareDataSource}, which JTA's data sources do not need. Else they are this package's own.
     *
     * @param context    where to look for a transaction manager
     * @param dataSource the data source; a {@link TransactionAwareDataSource} is unwrapped
     */
    static JdbcTransactions of(CamelContext context, DataSource dataSource) {
        return JdbcTransactionsFactory.create(context, dataSource);
    }

    /**
     * Runs work in a transaction: commits when it returns, rolls back when it throws anything or when {@link #setRollbackOnly()} was
     * called in it. When work that joined the transaction fails and its caller carries on regardless, the transaction is rolled back too.
     *
     * @throws TransactionRolledBackException if the work returned but the transaction could not be committed, because work that had joined
     *                                        it failed, or a statement failed and aborted it
     * @throws IllegalStateException          if the propagation is MANDATORY and there is no transaction, or NEVER and there is one
     * @throws SQLException                   if begin or commit fails; when the connection is lost during the commit its outcome is unknown
     * @throws Exception                      what the work throws, with a failure to roll back as a suppressed exception
     */
    <T> T inTransaction(TransactionOptions options, TransactionWork<T> work) throws Exception;

    /**
     * Whether {@link Propagation#NESTED} can be relied on: that what is rolled back to a savepoint is gone. Not so with a
     * manager that keeps more than the connection, as those of JPA do: changed entities stay, and are written by a later flush.
     */
    default boolean hasSavepoints() {
        return true;
    }

    /** Whether a transaction of this data source is bound to the current thread. */
    boolean isActive();

    /**
     * The bound transaction's connection, which refuses commit, rollback and {@code setAutoCommit(true)} and ignores close; without a
     * transaction a new connection in autocommit mode. Either way the caller closes it.
     */
    Connection getConnection() throws SQLException;

    /**
     * Makes the current transaction, or savepoint, end with a rollback. The work that began it then returns without an exception; work
     * that joined it makes it fail with {@link TransactionRolledBackException} for the one who began it.
     *
     * @throws IllegalStateException if no transaction is bound to the current thread
     */
    void setRollbackOnly();

    /** Whether a transaction is bound to the current thread and can only be rolled back. */
    boolean isRollbackOnly();

    /**
     * Runs an action after the current transaction's commit, on the same thread, when its connection has been given back; at once when no
     * transaction is active; never when it, or the savepoint, is rolled back. An exception of the action is logged, never thrown.
     */
    void afterCommit(Runnable action);

    /**
     * Runs statements that take no part in any transaction, also when the thread is in one: on a connection of their own, in autocommit
     * mode.
     */
    default void alone(StatementWork work) throws SQLException {
        try (Connection connection = StatementDataSource.open(target())) {
            work.run(connection);
        }
    }

    /** The data source itself, never a {@link TransactionAwareDataSource}. */
    DataSource target();

    /**
     * Fails if the exchange belongs to a transaction of this data source that is not bound to the current thread, as in
     * {@code split().parallelProcessing()}: what is done here would be committed on its own. Says nothing about exchanges that something
     * else made transacted, nor about those that are not (any more), as after {@code seda} or {@code wireTap}.
     *
     * @throws IllegalStateException if so
     */
    default void checkThread(Exchange exchange) {
        TransactionMark.checkThread(this, exchange);
    }

    /** What is done with a connection. */
    @FunctionalInterface
    interface StatementWork {
        void run(Connection connection) throws SQLException;
    }
}
