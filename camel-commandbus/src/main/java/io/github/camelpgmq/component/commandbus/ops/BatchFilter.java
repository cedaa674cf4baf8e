/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import java.time.Instant;

/**
 * Which batches to list; a null means any.
 *
 * @param namePrefix    what the name begins with, as it is written
 * @param createdFrom   inclusive
 * @param createdBefore exclusive
 * @param after         {@link io.github.camelpgmq.component.commandbus.model.Page#next()} of the page before; null = the first page
 * @param limit         most batches of the page, 1 to {@value #MAX_LIMIT}
 */
public record BatchFilter(
        BatchStatus status, String namePrefix, Instant createdFrom, Instant createdBefore, String after, int limit) {

    /** Most batches of a page. */
    public static final int MAX_LIMIT = CommandFilter.MAX_LIMIT;

    /** The newest of all, as many as a page holds when nothing is said. */
    public static final BatchFilter ALL = new BatchFilter(null, null, null, null, null, CommandFilter.DEFAULT_LIMIT);

    /** @throws IllegalArgumentException when the limit is out of range */
    public BatchFilter {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException(
                    "limit is " + limit + ": a page holds 1 to " + MAX_LIMIT + " batches; ask for more pages");
        }
    }

    /** Only batches of this status; null = any. */
    public BatchFilter withStatus(BatchStatus value) {
        return new BatchFilter(value, namePrefix, createdFrom, createdBefore, after, limit);
    }

    /** Only batches whose name begins so, as it is written; null = any. */
    public BatchFilter withNamePrefix(String value) {
        return new BatchFilter(status, value, createdFrom, createdBefore, after, limit);
    }

    /** Only batches created from the first time on and before the second, in database time; null = no bound. */
    public BatchFilter withCreated(Instant from, Instant before) {
        return new BatchFilter(status, namePrefix, from, before, after, limit);
    }

    /** The page that follows the one which gave this token. */
    public BatchFilter withAfter(String token) {
        return new BatchFilter(status, namePrefix, createdFrom, createdBefore, token, limit);
    }

    /** Most batches of the page, 1 to {@value #MAX_LIMIT}. */
    public BatchFilter withLimit(int value) {
        return new BatchFilter(status, namePrefix, createdFrom, createdBefore, after, value);
    }
}
