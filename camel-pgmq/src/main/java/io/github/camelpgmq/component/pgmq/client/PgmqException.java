/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.SQLException;

/** Trouble with PGMQ or the database behind it. The message says what was attempted and what to do. */
public class PgmqException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sqlState;

    public PgmqException(String message) {
        this(message, null);
    }

    public PgmqException(String message, SQLException cause) {
        super(message, cause);
        this.sqlState = cause == null ? null : cause.getSQLState();
    }

    /** PostgreSQL's five-character error code, or null if the trouble did not come from the database. */
    public String getSqlState() {
        return sqlState;
    }
}
