/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.SQLException;

/** The role lacks a right (SQLState 42501). The message names the statement that grants it. */
public class AccessDeniedException extends PgmqException {

    private static final long serialVersionUID = 1L;

    AccessDeniedException(String message, SQLException cause) {
        super(message, cause);
    }

    AccessDeniedException(String message) {
        super(message, PgmqException.INSUFFICIENT_PRIVILEGE, null);
    }
}
