/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.StringJoiner;

/**
 * How to run a piece of transactional work. Isolation, timeout and read-only apply to the work that begins the transaction; work that
 * joins a transaction, or runs in a savepoint of it, takes it as it is.
 *
 * @param propagation what to do with a transaction that is already there; null means {@link Propagation#REQUIRED}
 * @param isolation   null means {@link Isolation#DEFAULT}
 * @param timeout     how long the transaction may take; null means for ever. Every statement gets it as its
 *                    {@code statement_timeout} (which replaces a configured one), and after the deadline no statement starts and nothing
 *                    commits. A transaction thus ends at the latest after twice this time, provided that it uses the database
 * @param readOnly    true makes PostgreSQL refuse writes
 */
public record TransactionOptions(Propagation propagation, Isolation isolation, Duration timeout, boolean readOnly) {

    /** REQUIRED, the database's isolation, no timeout, read and write. */
    public static final TransactionOptions DEFAULTS =
            new TransactionOptions(Propagation.REQUIRED, Isolation.DEFAULT, null, false);

    public TransactionOptions {
        propagation = propagation == null ? Propagation.REQUIRED : propagation;
        isolation = isolation == null ? Isolation.DEFAULT : isolation;
        if (timeout != null && timeout.toMillis() < 1) {
            throw new IllegalArgumentException("The transaction's timeout must be at least 1 ms, but is " + timeout);
        }
    }

    public TransactionOptions withPropagation(Propagation value) {
        return new TransactionOptions(value, isolation, timeout, readOnly);
    }

    public TransactionOptions withIsolation(Isolation value) {
        return new TransactionOptions(propagation, value, timeout, readOnly);
    }

    public TransactionOptions withTimeout(Duration value) {
        return new TransactionOptions(propagation, isolation, value, readOnly);
    }

    public TransactionOptions withReadOnly(boolean value) {
        return new TransactionOptions(propagation, isolation, timeout, value);
    }

    /** Makes the connection's transaction, which has just begun, what is asked for. */
    void applyTo(Connection connection) throws SQLException {
        // Local to the transaction, so nothing has to be restored, and nothing can be left behind, on a connection that
        // goes back to a pool.
        StringJoiner sql = new StringJoiner("; ");
        if (isolation != Isolation.DEFAULT) {
            sql.add("SET TRANSACTION ISOLATION LEVEL " + isolation.sql());
        }
        if (readOnly) {
            sql.add("SET TRANSACTION READ ONLY");
        }
        if (timeout != null) {
            sql.add("SET LOCAL statement_timeout = " + Math.min(timeout.toMillis(), Integer.MAX_VALUE));
        }
        if (sql.length() > 0) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql.toString());
            }
        }
    }

    /** The timeout, rounded up; 0 without one. */
    int wholeSeconds() {
        return timeout == null
                ? 0
                : (int) Math.min(Integer.MAX_VALUE - 1, timeout.plusMillis(999).toSeconds());
    }
}
