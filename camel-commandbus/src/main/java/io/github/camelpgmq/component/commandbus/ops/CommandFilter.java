/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.time.Instant;
import java.util.UUID;

/**
 * What to find; a null means any.
 *
 * @param createdFrom   inclusive
 * @param createdBefore exclusive
 * @param offset        rows to skip
 * @param limit         most rows to return, 1 to {@value #MAX_LIMIT}
 */
public record CommandFilter(
        CommandStatus status,
        String commandType,
        Instant createdFrom,
        Instant createdBefore,
        UUID correlationId,
        UUID batchId,
        int offset,
        int limit) {

    /** Most rows of a page. */
    public static final int MAX_LIMIT = 1000;

    /** The first 100 of everything. */
    public static final CommandFilter ALL = new CommandFilter(null, null, null, null, null, null, 0, 100);

    /** @throws IllegalArgumentException when offset or limit is out of range */
    public CommandFilter {
        Paging.check(offset, limit);
    }

    public CommandFilter withStatus(CommandStatus value) {
        return new CommandFilter(value, commandType, createdFrom, createdBefore, correlationId, batchId, offset, limit);
    }

    public CommandFilter withCommandType(String value) {
        return new CommandFilter(status, value, createdFrom, createdBefore, correlationId, batchId, offset, limit);
    }

    public CommandFilter withCreated(Instant from, Instant before) {
        return new CommandFilter(status, commandType, from, before, correlationId, batchId, offset, limit);
    }

    public CommandFilter withCorrelationId(UUID value) {
        return new CommandFilter(status, commandType, createdFrom, createdBefore, value, batchId, offset, limit);
    }

    public CommandFilter withBatchId(UUID value) {
        return new CommandFilter(status, commandType, createdFrom, createdBefore, correlationId, value, offset, limit);
    }

    public CommandFilter page(int newOffset, int newLimit) {
        return new CommandFilter(
                status, commandType, createdFrom, createdBefore, correlationId, batchId, newOffset, newLimit);
    }
}
