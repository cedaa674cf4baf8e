/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.util.regex.Pattern;

/** A queue's name and its quoted tables. */
record QueueTables(String name) {

    private static final Pattern SAFE = Pattern.compile("[a-z0-9_]{1,47}");

    QueueTables {
        if (name == null || !SAFE.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Queue name '" + name + "' is not usable: use 1 to 47 of the characters a-z, 0-9 and _");
        }
    }

    String table() {
        return "pgmq.\"q_" + name + "\"";
    }

    String archiveTable() {
        return "pgmq.\"a_" + name + "\"";
    }
}
