/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.time.Duration;

/** Thrown by a handler: the command is retried later, as for any other exception, but with a code of the handler's choice. */
public class TransientCommandException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final String code;
    private final Duration retryAfter;

    /** @param code machine-readable; becomes {@code error_code}; may be null */
    public TransientCommandException(String code, String message) {
        this(code, message, null, null);
    }

    /** @param retryAfter the pause before the next attempt instead of retryBackoff's; null for that one */
    public TransientCommandException(String code, String message, Duration retryAfter) {
        this(code, message, retryAfter, null);
    }

    /** @param code machine-readable; becomes {@code error_code}; may be null */
    public TransientCommandException(String code, String message, Throwable cause) {
        this(code, message, null, cause);
    }

    /** @param retryAfter the pause before the next attempt instead of retryBackoff's; null for that one */
    public TransientCommandException(String code, String message, Duration retryAfter, Throwable cause) {
        super(message, cause);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** Machine-readable code of the error; may be null. */
    public String getCode() {
        return code;
    }

    /** The pause before the next attempt; null leaves it to retryBackoff. */
    public Duration getRetryAfter() {
        return retryAfter;
    }
}
