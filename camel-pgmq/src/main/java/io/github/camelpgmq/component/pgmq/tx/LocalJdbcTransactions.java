/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions by plain JDBC. */
final class LocalJdbcTransactions extends PropagatedTransactions {

    private final DataSource target;

    LocalJdbcTransactions(DataSource target) {
        this.target = target;
    }

    @Override
    <T> T begin(TransactionOptions options, TransactionWork<T> work) throws Exception {
        LocalTransaction transaction = LocalTransaction.begin(target, options);
        LocalTransaction.bind(target, transaction);
        TransactionUnits.Unit unit = transaction.units().current();
        T result;
        boolean committed = false;
        try {
            result = work.run(transaction.connection());
            if (unit.isMarked()) {
                transaction.rollback(null);
            } else {
                transaction.commit();
                committed = true;
            }
        } catch (Throwable e) {
            transaction.rollback(e);
            throw e;
        } finally {
            LocalTransaction.bind(target, null);
            transaction.release();
        }
        unit.checkExpected();
        if (committed) {
            AfterCommit.run(unit.afterCommit());
        }
        return result;
    }

    @Override
    <T> T join(TransactionWork<T> work) throws Exception {
        LocalTransaction transaction = LocalTransaction.current(target);
        return transaction.units().join(transaction.connection(), work);
    }

    @Override
    <T> T inSavepoint(TransactionWork<T> work) throws Exception {
        LocalTransaction transaction = LocalTransaction.current(target);
        return transaction.units().inSavepoint(transaction.connection(), work);
    }

    @Override
    <T> T suspending(Block<T> block) throws Exception {
        LocalTransaction suspended = LocalTransaction.bind(target, null);
        try {
            return block.run();
        } finally {
            LocalTransaction.bind(target, suspended);
        }
    }

    @Override
    public boolean isActive() {
        return LocalTransaction.current(target) != null;
    }

    @Override
    public Connection getConnection() throws SQLException {
        LocalTransaction current = LocalTransaction.current(target);
        return current == null ? StatementDataSource.open(target) : current.connection();
    }

    @Override
    public void setRollbackOnly() {
        LocalTransaction current = LocalTransaction.current(target);
        if (current == null) {
            throw nothingToMark();
        }
        current.units().current().markRollbackOnly();
    }

    @Override
    public boolean isRollbackOnly() {
        LocalTransaction current = LocalTransaction.current(target);
        return current != null && current.units().current().isMarked();
    }

    @Override
    public void afterCommit(Runnable action) {
        LocalTransaction current = LocalTransaction.current(target);
        if (current == null) {
            AfterCommit.run(action);
        } else {
            current.units().current().afterCommit().add(action);
        }
    }

    @Override
    public DataSource target() {
        return target;
    }

    @Override
    public String toString() {
        return "JdbcTransactions[" + target + "]";
    }
}
