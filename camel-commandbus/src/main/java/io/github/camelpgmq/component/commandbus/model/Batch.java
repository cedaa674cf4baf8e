/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import java.time.Instant;
import java.util.UUID;

/**
 * A batch of commands.
 *
 * @param name           for people
 * @param customDataJson JSON text that its creator gave it; null = none
 * @param counts         its commands, counted when it was read; of a finished batch those at its end
 * @param createdAt      database time, as all times here
 * @param startedAt      when it was closed; null while it is open
 * @param completedAt    when its last command had ended; null before
 */
public record Batch(
        String domain,
        UUID batchId,
        String name,
        BatchStatus status,
        BatchCounts counts,
        String customDataJson,
        Instant createdAt,
        Instant startedAt,
        Instant completedAt) {}
