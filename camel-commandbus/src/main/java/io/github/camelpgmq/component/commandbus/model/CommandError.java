/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import io.github.camelpgmq.component.pgmq.client.StorableText;

/**
 * An error as it is stored. Texts are made storable: PostgreSQL refuses the character NUL, and an error that cannot be recorded would hide
 * itself; messages are cut after {@value #MAX_MESSAGE} characters.
 *
 * @param type    kind of the error, such as TRANSIENT, PERMANENT, BUSINESS_RULE; may be null
 * @param code    machine-readable; may be null
 * @param message for people; may be null
 */
public record CommandError(String type, String code, String message) {

    /** Longest message kept, in characters. */
    public static final int MAX_MESSAGE = 8000;

    private static final int MAX_NAME = 500;

    public CommandError {
        type = StorableText.of(type, MAX_NAME);
        code = StorableText.of(code, MAX_NAME);
        message = StorableText.of(message, MAX_MESSAGE);
    }
}
