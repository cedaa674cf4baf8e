/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.SQLException;

/**
 * The connection pool had no connection to give in time, though the database can be reached. Everything in use at once
 * needs its own: each handler with a transaction, one for fetching per consumer, one for LISTEN.
 */
public class PoolExhaustedException extends DatabaseUnavailableException {

    private static final long serialVersionUID = 1L;

    PoolExhaustedException(String message, SQLException cause) {
        super(message, cause);
    }
}
