/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.TransactionState;

/**
 * Finds out before the commit that a statement has failed. PostgreSQL answers the COMMIT of such a transaction with ROLLBACK, and the driver
 * does not tell.
 */
final class AbortedTransaction {

    private AbortedTransaction() {}

    static void check(Connection connection) throws SQLException {
        if (connection.isWrapperFor(BaseConnection.class)
                && connection.unwrap(BaseConnection.class).getTransactionState() == TransactionState.FAILED) {
            throw new TransactionRolledBackException(
                    "The transaction cannot be committed because one of its statements failed: let the failure's exception leave the"
                            + " transaction, or run the statement with propagation NESTED if its failure is acceptable");
        }
    }
}
