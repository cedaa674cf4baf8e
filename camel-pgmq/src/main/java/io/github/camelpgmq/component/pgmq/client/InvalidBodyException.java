/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/** A body that cannot be stored as jsonb. Nothing has been sent. */
public class InvalidBodyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public InvalidBodyException(String message, Throwable cause) {
        super(message, cause);
    }
}
