/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

/**
 * A server or a database could not be made ready. The message names the property to change and what to do.
 */
public class PgmqServerException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message what failed, which property it concerns and what to do
     */
    public PgmqServerException(String message) {
        super(message);
    }

    /**
     * @param message what failed, which property it concerns and what to do
     * @param cause   the failure underneath
     */
    public PgmqServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
