/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/** How a queue's table is stored. */
public enum QueueType {
    /** An ordinary table ({@code pgmq.create}). */
    STANDARD,
    /** A table without write-ahead log: faster, empty after a crash of the server ({@code pgmq.create_unlogged}). */
    UNLOGGED,
    /** A table partitioned by pg_partman ({@code pgmq.create_partitioned}). */
    PARTITIONED
}
