/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

/** Base of every error that the command bus reports; the message names the domain and the command where they are known. */
public class CommandBusException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public CommandBusException(String message) {
        super(message);
    }

    public CommandBusException(String message, Throwable cause) {
        super(message, cause);
    }
}
