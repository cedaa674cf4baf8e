/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A checked PGMQ queue name and the identifiers that follow from it.
 *
 * <p>The rules are those of {@code pgmq.format_table_name} and {@code pgmq.validate_queue_name}: at most 47 characters
 * and none of {@code $}, {@code ;}, {@code '} and {@code --}. Only printable ASCII is accepted, because how PostgreSQL
 * folds other letters to lower case depends on the database's locale.
 *
 * <p>PGMQ folds names to lower case for its tables, so two names that differ only in case are one queue. Mixed case is
 * therefore refused unless it is asked for. The tables are quoted and can stand in SQL as they are.
 *
 * @param name the name as PGMQ's functions take it
 */
public record QueueName(String name) {

    /** The most characters PGMQ allows (since 1.6). */
    public static final int MAX_LENGTH = 47;

    private static final String REFUSED = "$;'";

    /** @throws IllegalArgumentException if PGMQ would not take the name or could not fold it safely */
    public QueueName {
        Objects.requireNonNull(name, "queue name");
        if (!isValid(name)) {
            throw new IllegalArgumentException("Queue name '" + name + "' is not valid: use 1 to " + MAX_LENGTH
                    + " ASCII characters without $ ; ' and --, best of all letters, digits and underscores");
        }
    }

    private static boolean isValid(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c < ' ' || c > '~' || REFUSED.indexOf(c) >= 0) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_LENGTH && !name.contains("--");
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
        return quoted("q_");
    }

    /** The queue's archive table, schema-qualified and quoted. */
    public String archiveTable() {
        return quoted("a_");
    }

    /** The queue's table as PostgreSQL names it in its catalog and in messages: neither qualified nor quoted. */
    String tableName() {
        return "q_" + folded();
    }

    /** The sequence that numbers the queue's messages, schema-qualified and quoted. */
    String sequence() {
        return "pgmq." + identifier(sequenceName());
    }

    /** The sequence as PostgreSQL names it in messages. */
    String sequenceName() {
        return tableName() + "_msg_id_seq";
    }

    /** The channel that senders of this library notify, unquoted; PGMQ's insert trigger does too from 1.7 to 1.13.0. */
    public String channel() {
        return channel(folded());
    }

    /**
     * Every channel on which a new message may be announced, unquoted: since 1.13.1 PGMQ's insert trigger spells the
     * queue as it was given to {@code pgmq.create}.
     */
    public Set<String> channels() {
        Set<String> channels = new TreeSet<>();
        channels.add(channel());
        channels.add(channel(name));
        return channels;
    }

    /** The name in lower case, as PGMQ's tables have it. */
    public String folded() {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return name;
    }

    /** The name as a string literal, for statements in messages. */
    String literal() {
        return '\'' + name + '\'';
    }

    private String quoted(String prefix) {
        return "pgmq." + identifier(prefix + folded());
    }

    private static String identifier(String text) {
        return '"' + text.replace("\"", "\"\"") + '"';
    }

    private static String channel(String queue) {
        return "pgmq.q_" + queue + ".INSERT";
    }
}
