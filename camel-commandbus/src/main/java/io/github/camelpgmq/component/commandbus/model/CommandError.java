/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

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
        type = storable(type, MAX_NAME);
        code = storable(code, MAX_NAME);
        message = storable(message, MAX_MESSAGE);
    }

    private static String storable(String text, int max) {
        if (text == null) {
            return null;
        }
        StringBuilder out = new StringBuilder(Math.min(text.length(), max));
        int i = 0;
        while (i < text.length() && out.length() < max) {
            int codePoint = text.codePointAt(i);
            boolean unstorable =
                    codePoint == 0 || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            out.appendCodePoint(unstorable ? '\uFFFD' : codePoint);
            i += Character.charCount(codePoint);
        }
        return out.toString();
    }
}
