/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

/** Thrown by a handler: a business rule refuses the command; it fails at once and the sender gets a FAILED reply. */
public class BusinessRuleException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final String code;

    /** @param code machine-readable; becomes {@code error_code}; may be null */
    public BusinessRuleException(String code, String message) {
        super(message);
        this.code = code;
    }

    /** @param code machine-readable; becomes {@code error_code}; may be null */
    public BusinessRuleException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** Machine-readable code of the error; may be null. */
    public String getCode() {
        return code;
    }
}
