/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.SQLException;

/** No connection, or it was lost. What was attempted may be tried again; whether it took effect is not known. */
public class DatabaseUnavailableException extends PgmqException {

    private static final long serialVersionUID = 1L;

    DatabaseUnavailableException(String message, SQLException cause) {
        super(message, cause);
    }
}
