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
