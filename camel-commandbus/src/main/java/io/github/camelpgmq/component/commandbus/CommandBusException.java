/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandBusSchema;
import java.sql.SQLException;

/** Base of every error that the command bus reports; the message names the domain and the command where they are known. */
public class CommandBusException extends RuntimeException {

    private static final long serialVersionUID = 1L;
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** @param message names the domain and the command where they are known, and what to do */
    public CommandBusException(String message) {
        super(message);
    }

    /** @param message names the domain and the command where they are known, and what to do */
    public CommandBusException(String message, Throwable cause) {
        super(message, cause);
    }

    /**
     * The exception for what the database has answered.
     *
     * @param attempted what was attempted, as in "Command bus domain 'payments'"
     */
    static CommandBusException of(String attempted, SQLException e) {
        String message = attempted + ": " + e.getMessage();
        return new CommandBusException(
                INSUFFICIENT_PRIVILEGE.equals(e.getSQLState())
                        ? message + " (SQLState 42501). Let the owner of the tables run " + CommandBusSchema.GRANTS
                                + " for this role, the domain and what the role is for"
                        : message,
                e);
    }
}
