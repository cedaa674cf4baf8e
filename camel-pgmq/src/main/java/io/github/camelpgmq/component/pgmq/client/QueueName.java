/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A checked PGMQ queue name and the identifiers that follow from it.
 *
 * <p>PGMQ folds names to lower case for its tables, so two names that differ only in case are one queue. Mixed case is
 * therefore refused unless it is asked for. The tables are quoted and can stand in SQL as they are: a name that passed
 * this check holds only letters, digits and underscores.
 *
 * @param name the name as PGMQ's functions take it
 */
public record QueueName(String name) {

    /** The most characters PGMQ allows (since 1.6). */
    public static final int MAX_LENGTH = 47;

    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9_]{1," + MAX_LENGTH + "}");

    /** @throws IllegalArgumentException if PGMQ would not take the name or could not quote it safely */
    public QueueName {
        Objects.requireNonNull(name, "queue name");
        if (!VALID.matcher(name).matches()) {
            throw new IllegalArgumentException("Queue name '" + name + "' is not valid: use 1 to " + MAX_LENGTH
                    + " letters, digits and underscores");
        }
    }

    /**
     * A queue name in lower case.
     *
     * @throws IllegalArgumentException if the name is not valid or holds upper case letters
     */
    public static QueueName of(String name) {
        return of(name, false);
    }

    /**
     * A queue name, with upper case letters only if allowed.
     *
     * @throws IllegalArgumentException if the name is not valid
     */
    public static QueueName of(String name, boolean allowMixedCase) {
        QueueName queue = new QueueName(name);
        if (!allowMixedCase && !queue.folded().equals(name)) {
            throw new IllegalArgumentException("Queue name '" + name + "' has upper case letters, but PGMQ keeps the "
                    + "queue in lower case: use '" + queue.folded() + "' or set allowMixedCase=true");
        }
        return queue;
    }

    /** The queue's table, schema-qualified and quoted. */
    public String table() {
        return "pgmq.\"q_" + folded() + '"';
    }

    /** The queue's archive table, schema-qualified and quoted. */
    public String archiveTable() {
        return "pgmq.\"a_" + folded() + '"';
    }

    /** The channel PGMQ's insert trigger notifies (1.7 to 1.13.0), unquoted. */
    public String channel() {
        return "pgmq.q_" + folded() + ".INSERT";
    }

    @Override
    public String toString() {
        return name;
    }

    private String folded() {
        return name.toLowerCase(Locale.ROOT);
    }
}
