/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.time.Instant;

/**
 * A queue as {@code pgmq.list_queues} lists it.
 *
 * @param name the name as it was given when the queue was created
 * @param partitioned whether pg_partman partitions its table
 * @param unlogged whether its table is emptied by a crash of the server
 * @param createdAt when it was created, by the database's clock
 */
public record QueueInfo(String name, boolean partitioned, boolean unlogged, Instant createdAt) {}
