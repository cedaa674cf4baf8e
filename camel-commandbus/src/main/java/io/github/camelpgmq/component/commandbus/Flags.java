/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

/** Flags of headers and options. */
final class Flags {

    private Flags() {}

    /** A Boolean, as such or as text; throws IllegalArgumentException saying what is expected. */
    static boolean parse(Object given) {
        String text = given.toString().trim();
        if (!"true".equalsIgnoreCase(text) && !"false".equalsIgnoreCase(text)) {
            throw new IllegalArgumentException("expected is true or false");
        }
        return Boolean.parseBoolean(text);
    }
}
