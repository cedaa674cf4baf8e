/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.util.Arrays;
import java.util.Locale;

/** What a piece of transactional work does with a transaction that is already there. The meanings are those of Spring and EJB. */
public enum Propagation {
    /** Joins the thread's transaction, or begins one. */
    REQUIRED,
    /** Suspends the thread's transaction, if any, and begins an independent one on a second connection. */
    REQUIRES_NEW,
    /** Joins the thread's transaction; fails when there is none. */
    MANDATORY,
    /** Joins the thread's transaction, or runs without one. */
    SUPPORTS,
    /** Suspends the thread's transaction, if any, and runs without one. */
    NOT_SUPPORTED,
    /** Runs without a transaction; fails when there is one. */
    NEVER,
    /** Runs in a savepoint of the thread's transaction, or begins a transaction. */
    NESTED;

    /**
     * Reads a name in any letter case, with or without the prefix {@code PROPAGATION_}.
     *
     * @throws IllegalArgumentException if there is no such propagation
     */
    public static Propagation parse(String name) {
        String plain = name.trim().toUpperCase(Locale.ROOT).replace('-', '_');
        if (plain.startsWith("PROPAGATION_")) {
            plain = plain.substring("PROPAGATION_".length());
        }
        for (Propagation propagation : values()) {
            if (propagation.name().equals(plain)) {
                return propagation;
            }
        }
        throw new IllegalArgumentException(
                "Unknown propagation '" + name + "': use one of " + Arrays.toString(values()));
    }
}
