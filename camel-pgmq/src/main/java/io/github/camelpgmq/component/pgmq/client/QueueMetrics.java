/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

/**
 * What {@code pgmq.metrics} says of a queue. It counts rows, so its cost grows with the queue.
 *
 * @param queue the queue's name
 * @param length messages in the queue, visible or not
 * @param visibleLength messages that could be read now
 * @param newestAgeSeconds age of the newest message in seconds, or null if there is none
 * @param oldestAgeSeconds age of the oldest message in seconds, or null if there is none
 * @param totalMessages messages ever sent
 */
public record QueueMetrics(
        String queue,
        long length,
        long visibleLength,
        Integer newestAgeSeconds,
        Integer oldestAgeSeconds,
        long totalMessages) {}
