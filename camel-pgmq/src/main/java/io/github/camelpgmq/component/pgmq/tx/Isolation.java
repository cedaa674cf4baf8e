/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.util.Arrays;
import java.util.Locale;

/** Isolation of a transaction. */
public enum Isolation {
    /** What the database, role or connection is configured for. */
    DEFAULT,
    /** PostgreSQL treats it as {@link #READ_COMMITTED}. */
    READ_UNCOMMITTED,
    READ_COMMITTED,
    REPEATABLE_READ,
    SERIALIZABLE;

    /**
     * Reads a name in any letter case, with or without the prefix {@code ISOLATION_}.
     *
     * @throws IllegalArgumentException if there is no such isolation
     */
    public static Isolation parse(String name) {
        String plain = name.trim().toUpperCase(Locale.ROOT).replace('-', '_').replace(' ', '_');
        if (plain.startsWith("ISOLATION_")) {
            plain = plain.substring("ISOLATION_".length());
        }
        for (Isolation isolation : values()) {
            if (isolation.name().equals(plain)) {
                return isolation;
            }
        }
        throw new IllegalArgumentException("Unknown isolation '" + name + "': use one of " + Arrays.toString(values()));
    }

    String sql() {
        return name().replace('_', ' ');
    }
}
