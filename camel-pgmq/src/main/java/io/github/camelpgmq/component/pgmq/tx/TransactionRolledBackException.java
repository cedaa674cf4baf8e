/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.sql.SQLException;

/** The transaction was rolled back although the work that began it ended well, so its caller must not take it for done. */
public class TransactionRolledBackException extends SQLException {

    private static final long serialVersionUID = 1L;

    // Class 40: transaction rollback.
    private static final String SQL_STATE = "40000";

    public TransactionRolledBackException(String message) {
        super(message, SQL_STATE);
    }

    public TransactionRolledBackException(String message, Throwable cause) {
        super(message, SQL_STATE, cause);
    }
}
