/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How to create a queue.
 *
 * @param type the kind of table
 * @param partitionInterval partitioned queues only: rows ({@code 10000}) or time ({@code 1 day}) of one partition, null
 *     for PGMQ's default
 * @param retentionInterval partitioned queues only: what pg_partman keeps, in the same unit; null for PGMQ's default.
 *     Messages in a dropped partition are gone, read or not
 */
public record QueueDefinition(QueueType type, String partitionInterval, String retentionInterval) {

    // It takes the table's name apart at the dot and does not quote it.
    private static final Pattern PARTMAN_NAME = Pattern.compile("[a-z0-9_]+");

    /** What {@code pgmq.create} makes. */
    public static final QueueDefinition STANDARD = new QueueDefinition(QueueType.STANDARD, null, null);

    /** What {@code pgmq.create_unlogged} makes. */
    public static final QueueDefinition UNLOGGED = new QueueDefinition(QueueType.UNLOGGED, null, null);

    /** @throws IllegalArgumentException if an interval is given for a queue that has no partitions */
    public QueueDefinition {
        if (type != QueueType.PARTITIONED && (partitionInterval != null || retentionInterval != null)) {
            throw new IllegalArgumentException(
                    "partitionInterval and retentionInterval are for queueType=partitioned only, but it is "
                            + type.name().toLowerCase(Locale.ROOT));
        }
    }

    /** @throws IllegalArgumentException if pg_partman could not partition a queue of this name */
    void check(QueueName queue) {
        if (type == QueueType.PARTITIONED
                && !PARTMAN_NAME.matcher(queue.folded()).matches()) {
            throw new IllegalArgumentException("Queue '" + queue + "' cannot be created with queueType=partitioned: "
                    + "pg_partman needs a name of letters, digits and underscores");
        }
    }

    /** The statement that creates such a queue, for messages. */
    String statement(QueueName queue) {
        return switch (type) {
            case STANDARD -> "SELECT pgmq.create(" + queue.literal() + ")";
            case UNLOGGED -> "SELECT pgmq.create_unlogged(" + queue.literal() + ")";
            case PARTITIONED -> "SELECT pgmq.create_partitioned(" + queue.literal() + ")";
        };
    }
}
