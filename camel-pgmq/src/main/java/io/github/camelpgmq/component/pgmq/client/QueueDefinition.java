/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.util.Locale;

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

    /** The statement that creates such a queue, for messages. */
    String statement(QueueName queue) {
        return switch (type) {
            case STANDARD -> "SELECT pgmq.create(" + queue.literal() + ")";
            case UNLOGGED -> "SELECT pgmq.create_unlogged(" + queue.literal() + ")";
            case PARTITIONED -> "SELECT pgmq.create_partitioned(" + queue.literal() + ")";
        };
    }
}
