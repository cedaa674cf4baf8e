/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Transactions by plain JDBC. */
final class LocalJdbcTransactions implements JdbcTransactions {

    private final DataSource target;

    LocalJdbcTransactions(DataSource target) {
        this.target = target;
    }

    @Override
    public <T> T inTransaction(TransactionOptions options, TransactionWork<T> work) throws Exception {
        LocalTransaction current = LocalTransaction.current(target);
        return switch (options.propagation()) {
            case REQUIRED -> current == null ? begin(options, work) : join(current, work);
            case MANDATORY -> {
                if (current == null) {
                    throw new IllegalStateException(
                            "Propagation MANDATORY needs a transaction of this data source on this thread, and there is none: begin one"
                                    + " around this block, or use REQUIRED");
                }
                yield join(current, work);
            }
            case SUPPORTS -> current == null ? withoutTransaction(work) : join(current, work);
            case NESTED -> current == null ? begin(options, work) : inSavepoint(current, work);
            case REQUIRES_NEW -> suspending(current, () -> begin(options, work));
            case NOT_SUPPORTED -> suspending(current, () -> withoutTransaction(work));
            case NEVER -> {
                if (current != null) {
                    throw new IllegalStateException(
                            "Propagation NEVER refuses to run in a transaction, and one of this data source is active on this thread: move"
                                    + " this block out of it, or use NOT_SUPPORTED");
                }
                yield withoutTransaction(work);
            }
        };
    }

    private <T> T begin(TransactionOptions options, TransactionWork<T> work) throws Exception {
        LocalTransaction transaction = LocalTransaction.begin(target, options);
        LocalTransaction.bind(target, transaction);
        LocalTransaction.Unit unit = transaction.unit();
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
        if (unit.isUnexpected()) {
            throw unexpectedRollback();
        }
        if (committed) {
            AfterCommit.run(unit.afterCommit());
        }
        return result;
    }

    private static <T> T join(LocalTransaction transaction, TransactionWork<T> work) throws Exception {
        LocalTransaction.Unit unit = transaction.unit();
        unit.join();
        boolean failed = true;
        try {
            T result = work.run(transaction.connection());
            failed = false;
            return result;
        } finally {
            unit.leave(failed);
        }
    }

    private static <T> T inSavepoint(LocalTransaction transaction, TransactionWork<T> work) throws Exception {
        LocalTransaction.Unit savepoint = transaction.beginSavepoint();
        T result;
        try {
            result = work.run(transaction.connection());
            if (savepoint.isMarked()) {
                transaction.rollbackSavepoint(savepoint, null);
            } else {
                transaction.commitSavepoint(savepoint);
            }
        } catch (Throwable e) {
            transaction.rollbackSavepoint(savepoint, e);
            throw e;
        } finally {
            transaction.endSavepoint(savepoint);
        }
        if (savepoint.isUnexpected()) {
            throw unexpectedRollback();
        }
        return result;
    }

    private <T> T withoutTransaction(TransactionWork<T> work) throws Exception {
        try (LazyConnection lazy = new LazyConnection(target::getConnection)) {
            return work.run(lazy.connection());
        }
    }

    private <T> T suspending(LocalTransaction current, Block<T> block) throws Exception {
        if (current == null) {
            return block.run();
        }
        LocalTransaction.bind(target, null);
        try {
            return block.run();
        } finally {
            LocalTransaction.bind(target, current);
        }
    }

    private static TransactionRolledBackException unexpectedRollback() {
        return new TransactionRolledBackException(
                "The transaction was rolled back because work that had joined it failed or marked it rollback-only: let the failure reach"
                        + " the block that began the transaction, or run that work with propagation NESTED or REQUIRES_NEW");
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
            throw new IllegalStateException(
                    "There is no transaction of this data source on this thread to mark rollback-only");
        }
        current.unit().markRollbackOnly();
    }

    @Override
    public boolean isRollbackOnly() {
        LocalTransaction current = LocalTransaction.current(target);
        return current != null && current.unit().isMarked();
    }

    @Override
    public void afterCommit(Runnable action) {
        LocalTransaction current = LocalTransaction.current(target);
        if (current == null) {
            AfterCommit.run(action);
        } else {
            current.unit().afterCommit().add(action);
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

    /** A suspended block. */
    @FunctionalInterface
    private interface Block<T> {
        T run() throws Exception;
    }
}
