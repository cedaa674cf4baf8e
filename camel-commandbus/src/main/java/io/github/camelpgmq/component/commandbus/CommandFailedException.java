/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Outcome;

/** The outcome that an InOut caller gets when its command did not succeed. */
public class CommandFailedException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final Outcome outcome;
    private final String errorType;
    private final String code;

    /** @param message the error's or the operator's reason; may be null, like type and code */
    public CommandFailedException(Outcome outcome, String errorType, String code, String message) {
        super(message == null ? "Command ended with outcome " + outcome : message);
        this.outcome = outcome;
        this.errorType = errorType;
        this.code = code;
    }

    /** FAILED or CANCELED. */
    public Outcome getOutcome() {
        return outcome;
    }

    /** Kind of the error, may be null. */
    public String getErrorType() {
        return errorType;
    }

    /** Machine-readable code of the error, may be null. */
    public String getCode() {
        return code;
    }
}
