/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

/** Thrown by a handler: retrying cannot help; the command goes to troubleshooting. */
public class PermanentCommandException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /** @param code machine-readable; becomes {@code error_code}; may be null */
    public PermanentCommandException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** @param code machine-readable; becomes {@code error_code}; may be null */
    public PermanentCommandException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Machine-readable code of the error; may be null. */
    public String getCode() {
        return code;
    }
}
