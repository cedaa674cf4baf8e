/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.core.BaseConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A transaction and the savepoints in it: what of them is to be rolled back, and what is to be done after the commit. For one thread. */
final class TransactionUnits {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionUnits.class);

    private Unit current = new Unit(null, null);

    /** The innermost savepoint, or the transaction itself. */
    Unit current() {
        return current;
    }

    <T> T inSavepoint(Connection connection, TransactionWork<T> work) throws Exception {
        Connection driver = driver(connection);
        Unit savepoint = new Unit(current, driver.setSavepoint());
        current = savepoint;
        T result;
        try {
            result = work.run(connection);
            if (savepoint.isMarked()) {
                rollback(driver, savepoint, null);
            } else {
                commit(driver, savepoint);
            }
        } catch (Throwable e) {
            rollback(driver, savepoint, e);
            throw e;
        } finally {
            current = savepoint.outer;
        }
        savepoint.checkExpected();
        return result;
    }

    <T> T join(Connection connection, TransactionWork<T> work) throws Exception {
        Unit unit = current;
        unit.participants++;
        boolean failed = true;
        try {
            T result = work.run(connection);
            failed = false;
            return result;
        } finally {
            unit.participants--;
            unit.markedByParticipant |= failed;
        }
    }

    /** Agroal refuses to roll back to a savepoint in a transaction of JTA; the driver does not. */
    private static Connection driver(Connection connection) throws SQLException {
        return connection.isWrapperFor(BaseConnection.class) ? connection.unwrap(BaseConnection.class) : connection;
    }

    private static void commit(Connection connection, Unit savepoint) throws SQLException {
        AbortedTransaction.check(connection);
        connection.releaseSavepoint(savepoint.savepoint);
        savepoint.outer.afterCommit.addAll(savepoint.afterCommit);
    }

    /** Never throws: without its savepoint the whole transaction can only be rolled back, and is marked so. */
    private static void rollback(Connection connection, Unit savepoint, Throwable cause) {
        try {
            connection.rollback(savepoint.savepoint);
            connection.releaseSavepoint(savepoint.savepoint);
        } catch (SQLException | RuntimeException e) {
            savepoint.outer.markedByParticipant = true;
            if (cause != null && cause != e) {
                cause.addSuppressed(e);
            } else {
                LOG.warn("Rollback to a savepoint failed; the whole transaction will be rolled back: {}", e.toString());
            }
        }
    }

    /** What commits or rolls back as one: the transaction or a savepoint. */
    static final class Unit {

        private final Unit outer;
        private final Savepoint savepoint;
        private final List<Runnable> afterCommit = new ArrayList<>(2);
        private int participants;
        private boolean markedByOwner;
        private boolean markedByParticipant;

        private Unit(Unit outer, Savepoint savepoint) {
            this.outer = outer;
            this.savepoint = savepoint;
        }

        void markRollbackOnly() {
            if (participants > 0) {
                markedByParticipant = true;
            } else {
                markedByOwner = true;
            }
        }

        boolean isMarked() {
            return markedByOwner || markedByParticipant;
        }

        boolean isSavepoint() {
            return savepoint != null;
        }

        /** Fails if this was rolled back and the one who began it does not know. */
        void checkExpected() throws TransactionRolledBackException {
            if (markedByParticipant && !markedByOwner) {
                throw new TransactionRolledBackException(
                        "The transaction was rolled back because work that had joined it failed or marked it rollback-only: let the failure"
                                + " reach the block that began the transaction, or run that work with propagation NESTED or REQUIRES_NEW");
            }
        }

        List<Runnable> afterCommit() {
            return afterCommit;
        }
    }
}
