/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import java.time.Instant;

/**
 * PGMQ's figures of a queue. PGMQ counts the rows for it, so do not ask often on a long queue.
 *
 * @param length           messages, visible or not
 * @param visibleLength    messages that can be read now
 * @param newestAgeSeconds null when the queue is empty
 * @param oldestAgeSeconds null when the queue is empty
 * @param totalMessages    messages ever sent
 * @param scrapedAt        database time
 */
public record QueueMetrics(
        String queueName,
        long length,
        long visibleLength,
        Integer newestAgeSeconds,
        Integer oldestAgeSeconds,
        long totalMessages,
        Instant scrapedAt) {}
