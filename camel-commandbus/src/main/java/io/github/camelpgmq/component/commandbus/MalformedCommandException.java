/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

/** A wire message is not a valid command or reply; names the field at fault. */
public class MalformedCommandException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /**
     * @param field  the field at fault, or {@code $} for the whole message
     * @param reason what is wrong with it
     */
    public MalformedCommandException(String field, String reason) {
        super(text(field, reason));
        this.field = field;
    }

    /** The same with what has found it out. */
    public MalformedCommandException(String field, String reason, Throwable cause) {
        super(text(field, reason), cause);
        this.field = field;
    }

    private static String text(String field, String reason) {
        return "Malformed message: " + ("$".equals(field) ? "" : "field '" + field + "' ") + reason;
    }

    /** The field at fault, or {@code $} for the whole message. */
    public String getField() {
        return field;
    }
}
