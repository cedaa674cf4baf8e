/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/** Text of unknown origin, such as that of an error, as PostgreSQL can store it. Stateless. */
public final class StorableText {

    private static final int REPLACEMENT = '\uFFFD';

    private StorableText() {}

    /**
     * The text with U+0000 and halves of surrogate pairs, which neither text nor jsonb can hold, replaced by U+FFFD.
     *
     * @param text may be null, which stays null
     * @param most the most characters to keep
     */
    public static String of(String text, int most) {
        if (text == null) {
            return null;
        }
        StringBuilder storable = new StringBuilder(Math.min(text.length(), most));
        int i = 0;
        while (i < text.length() && storable.length() < most) {
            int codePoint = text.codePointAt(i);
            boolean unstorable =
                    codePoint == 0 || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
            storable.appendCodePoint(unstorable ? REPLACEMENT : codePoint);
            i += Character.charCount(codePoint);
        }
        return storable.toString();
    }
}
