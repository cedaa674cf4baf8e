/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Names of the three tables, each {@code table} or {@code schema.table}.
 *
 * <p>Names are taken as PostgreSQL takes unquoted ones: letters, digits and underscores, folded to lower case.
 */
public record CommandTables(String command, String audit, String batch) {

    private static final Pattern SAFE = Pattern.compile("([a-z_][a-z0-9_]{0,62}\\.)?[a-z_][a-z0-9_]{0,62}");

    /** The default names, found through the search path. */
    public static final CommandTables DEFAULT =
            new CommandTables("command_bus_command", "command_bus_audit", "command_bus_batch");

    /** @throws IllegalArgumentException when a name is not usable or used twice */
    public CommandTables {
        command = checked("commandTable", command);
        audit = checked("auditTable", audit);
        batch = checked("batchTable", batch);
        if (command.equals(audit) || command.equals(batch) || audit.equals(batch)) {
            throw new IllegalArgumentException(
                    "commandTable, auditTable and batchTable must be three different tables, but are " + command + ", "
                            + audit + ", " + batch);
        }
    }

    private static String checked(String option, String name) {
        String folded = name == null ? "" : name.toLowerCase(Locale.ROOT);
        if (!SAFE.matcher(folded).matches()) {
            throw new IllegalArgumentException(option + " '" + name + "' is not usable: write table or schema.table,"
                    + " of letters, digits and _, not beginning with a digit, each at most 63 characters");
        }
        return folded;
    }

    /** The command table, quoted for SQL. */
    public String commandSql() {
        return quoted(command);
    }

    /** The audit table, quoted for SQL. */
    public String auditSql() {
        return quoted(audit);
    }

    /** The batch table, quoted for SQL. */
    public String batchSql() {
        return quoted(batch);
    }

    static String quoted(String name) {
        return '"' + name.replace(".", "\".\"") + '"';
    }
}
