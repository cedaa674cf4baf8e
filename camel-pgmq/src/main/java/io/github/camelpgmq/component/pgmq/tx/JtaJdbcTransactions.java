/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/**
 * Transactions of JTA, with a data source that takes part in them by itself, as Agroal's do in Quarkus. The only class that refers to JTA;
 * loaded only when JTA is present.
 */
final class JtaJdbcTransactions extends PropagatedTransactions {

    private final TransactionManager manager;
    private final TransactionSynchronizationRegistry registry;
    private final DataSource target;
    private final Key key;

    private JtaJdbcTransactions(
            TransactionManager manager, TransactionSynchronizationRegistry registry, DataSource target) {
        this.manager = manager;
        this.registry = registry;
        this.target = target;
        this.key = new Key(target);
    }

    /** Null if the registry does not have what belongs to JTA, or the data source is one for our own transactions. */
    static JdbcTransactions find(CamelContext context, DataSource dataSource) {
        if (dataSource instanceof TransactionAwareDataSource) {
            return null;
        }
        TransactionManager manager = context.getRegistry().findSingleByType(TransactionManager.class);
        TransactionSynchronizationRegistry registry =
                context.getRegistry().findSingleByType(TransactionSynchronizationRegistry.class);
        return manager == null || registry == null ? null : new JtaJdbcTransactions(manager, registry, dataSource);
    }

    @Override
    <T> T begin(TransactionOptions options, TransactionWork<T> work) throws Exception {
        begin(options);
        TransactionUnits.Unit unit;
        T result;
        try {
            TransactionUnits units = new TransactionUnits();
            registry.putResource(key, new Bound(units, true));
            unit = units.current();
            result = run(options, unit, work);
        } catch (Throwable e) {
            rollback(e);
            throw e;
        }
        if (unit.isMarked()) {
            manager.rollback();
            unit.checkExpected();
        } else {
            commit();
            AfterCommit.run(unit.afterCommit());
        }
        return result;
    }

    private void begin(TransactionOptions options) throws Exception {
        try {
            // One more, so that the statement's own timeout, which tells more, comes first. 0 is the manager's default.
            manager.setTransactionTimeout(options.timeout() == null ? 0 : options.wholeSeconds() + 1);
            manager.begin();
        } catch (SystemException e) {
            throw new SQLException("The JTA transaction manager could not begin a transaction: " + e, e);
        } finally {
            manager.setTransactionTimeout(0);
        }
    }

    /** The connection is given back before the transaction ends: pools complain about connections that are still open then. */
    private <T> T run(TransactionOptions options, TransactionUnits.Unit unit, TransactionWork<T> work)
            throws Exception {
        try (Connection connection = enlisted()) {
            options.applyTo(connection);
            T result = work.run(connection);
            if (!unit.isMarked()) {
                AbortedTransaction.check(connection);
            }
            return result;
        }
    }

    private void commit() throws SQLException {
        try {
            manager.commit();
        } catch (RollbackException e) {
            throw new TransactionRolledBackException("The JTA transaction was rolled back: " + reason(e), e);
        } catch (HeuristicMixedException | HeuristicRollbackException | SystemException e) {
            throw new SQLException("The JTA transaction could not be committed, its outcome is unknown: " + e, e);
        }
    }

    private static String reason(RollbackException failure) {
        Throwable reason = failure.getCause() == null && failure.getSuppressed().length > 0
                ? failure.getSuppressed()[0]
                : failure.getCause();
        while (reason != null && reason.getCause() != null) {
            reason = reason.getCause();
        }
        return reason == null ? failure.getMessage() : reason.getMessage();
    }

    private void rollback(Throwable cause) {
        try {
            manager.rollback();
        } catch (SystemException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    @Override
    <T> T join(TransactionWork<T> work) throws Exception {
        return inUnits((units, connection) -> units.join(connection, work));
    }

    @Override
    <T> T inSavepoint(TransactionWork<T> work) throws Exception {
        return inUnits((units, connection) -> units.inSavepoint(connection, work));
    }

    private <T> T inUnits(UnitsWork<T> work) throws Exception {
        Bound bound = bound();
        try (Connection connection = enlisted()) {
            return work.run(bound.units(), connection);
        } finally {
            passOnMark(bound);
        }
    }

    @Override
    <T> T suspending(Block<T> block) throws Exception {
        Transaction suspended = manager.suspend();
        try {
            return block.run();
        } finally {
            manager.resume(suspended);
        }
    }

    /** Agroal gives out the transaction's connection, and refuses to use another one, as long as the transaction is the thread's. */
    @Override
    public void alone(StatementWork work) throws SQLException {
        if (!isActive()) {
            super.alone(work);
            return;
        }
        try {
            suspending(() -> {
                super.alone(work);
                return null;
            });
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new SQLException("The JTA transaction could not be suspended and resumed: " + e, e);
        }
    }

    @Override
    public boolean isActive() {
        int status = registry.getTransactionStatus();
        return status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return isActive() ? enlisted() : StatementDataSource.open(target);
    }

    private Connection enlisted() throws SQLException {
        Connection connection = target.getConnection();
        try {
            if (connection.getAutoCommit()) {
                throw new IllegalStateException("The data source " + target
                        + " does not take part in JTA's transactions: make it do so (in Quarkus, quarkus.datasource.jdbc.transactions=enabled),"
                        + " or wrap it in a TransactionAwareDataSource for transactions without JTA");
            }
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
        return SharedConnection.of(new Enlisted(connection));
    }

    @Override
    public void setRollbackOnly() {
        if (!isActive()) {
            throw nothingToMark();
        }
        Bound bound = bound();
        bound.units().current().markRollbackOnly();
        passOnMark(bound);
    }

    @Override
    public boolean isRollbackOnly() {
        return isActive()
                && (registry.getRollbackOnly() || bound().units().current().isMarked());
    }

    /** In a transaction that somebody else began, the action runs before that transaction's thread has left it. */
    @Override
    public void afterCommit(Runnable action) {
        if (isActive()) {
            bound().units().current().afterCommit().add(action);
        } else {
            AfterCommit.run(action);
        }
    }

    /** What is known here of the thread's transaction, which somebody else may have begun. */
    private Bound bound() {
        if (registry.getResource(key) instanceof Bound bound) {
            return bound;
        }
        Bound joined = new Bound(new TransactionUnits(), false);
        registry.putResource(key, joined);
        if (registry.getTransactionStatus() == Status.STATUS_ACTIVE) {
            registry.registerInterposedSynchronization(new AfterCompletion(joined.units()));
        }
        return joined;
    }

    /** Who began the transaction looks at JTA's mark, not at ours. */
    private void passOnMark(Bound bound) {
        TransactionUnits.Unit unit = bound.units().current();
        if (!bound.ours() && !unit.isSavepoint() && unit.isMarked()) {
            registry.setRollbackOnly();
        }
    }

    @Override
    public DataSource target() {
        return target;
    }

    @Override
    public String toString() {
        return "JdbcTransactions[" + target + " by JTA]";
    }

    /** By the identity of the data source. */
    private record Key(DataSource target) {

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && key.target == target;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(target);
        }
    }

    /** @param ours whether the transaction began here */
    private record Bound(TransactionUnits units, boolean ours) {}

    private interface UnitsWork<T> {

        T run(TransactionUnits units, Connection connection) throws Exception;
    }

    private record AfterCompletion(TransactionUnits units) implements Synchronization {

        @Override
        public void beforeCompletion() {}

        @Override
        public void afterCompletion(int status) {
            if (status == Status.STATUS_COMMITTED) {
                AfterCommit.run(units.current().afterCommit());
            }
        }
    }

    private record Enlisted(Connection connection) implements SharedConnection.Owner {

        @Override
        public Connection delegate() {
            return connection;
        }

        @Override
        public void released() throws SQLException {
            connection.close();
        }
    }
}
