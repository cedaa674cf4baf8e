/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.util.regex.Pattern;

/**
 * How the commands that rows of a statement name are found: one by one, by the whole key of the table.
 *
 * <p>Of a constant domain of which the planner knows nothing yet (a new one, or the table is new) it expects one row, and would rather read
 * that domain once, whole, than look for some commands in it. So the domain is part of what each row asks for, and no condition of its own.
 */
public final class CommandKey {

    private static final Pattern KEY = Pattern.compile("\\$key\\((\\w+), (\\w+)\\)");
    private static final Pattern LISTED = Pattern.compile("\\$listed\\((\\w+)\\)");

    private CommandKey() {}

    /**
     * Replaces each {@code $key(c, r)}, which says that {@code c} is of the command that the row {@code r} has as its command_id, and each
     * {@code $listed(c)}.
     */
    public static String fill(String sql) {
        String keys = KEY.matcher(sql)
                .replaceAll("$1.domain = CASE WHEN $2.command_id IS NOT NULL THEN \\$domain END"
                        + " AND $1.command_id = $2.command_id");
        return LISTED.matcher(keys).replaceAll(match -> listed(match.group(1)));
    }

    /** True of every row, and the condition of the indexes for lists: who looks for one row does not say it and is kept out of them. */
    public static String listed(String alias) {
        return alias + ".created_at > '-infinity'";
    }
}
