/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import java.util.Objects;

/**
 * An operator's action on every command in troubleshooting that a filter selects. Immutable.
 *
 * @param everything the filter may select every command of its domains; without it such a filter is refused
 * @param dryRun     find out what would be done, and do nothing
 * @param chunkSize  most commands of one transaction
 */
public record BulkRequest(CommandFilter filter, OperatorNote note, boolean everything, boolean dryRun, int chunkSize) {

    /** Commands of one transaction when nothing is said. */
    public static final int DEFAULT_CHUNK = 500;

    /** Most commands of one transaction. */
    public static final int MAX_CHUNK = 10_000;

    /** @throws IllegalArgumentException when the chunk size is not 1 to {@value #MAX_CHUNK} or the filter names another status */
    public BulkRequest {
        Objects.requireNonNull(note, "note");
        filter.troubled();
        if (chunkSize < 1 || chunkSize > MAX_CHUNK) {
            throw new IllegalArgumentException(
                    "chunkSize is " + chunkSize + ": expected is a number from 1 to " + MAX_CHUNK);
        }
    }

    /** A request for what the filter selects; operator and reason may be null. */
    public static BulkRequest of(CommandFilter filter, String operator, String reason) {
        return new BulkRequest(filter, new OperatorNote(operator, reason), false, false, DEFAULT_CHUNK);
    }

    /** The same, also when the filter selects everything in its domains. */
    public BulkRequest withEverything(boolean value) {
        return new BulkRequest(filter, note, value, dryRun, chunkSize);
    }

    /** The same as a dry run, or as none. */
    public BulkRequest withDryRun(boolean value) {
        return new BulkRequest(filter, note, everything, value, chunkSize);
    }

    /** The same with another size of a transaction. */
    public BulkRequest withChunkSize(int value) {
        return new BulkRequest(filter, note, everything, dryRun, value);
    }

    /** @throws IllegalArgumentException when the filter selects everything and nobody has said that this is meant */
    void check() {
        if (!everything && !dryRun && !filter.narrows()) {
            throw new IllegalArgumentException("The filter selects every command in troubleshooting of "
                    + (filter.domains().isEmpty() ? "every domain" : "domain " + String.join(", ", filter.domains()))
                    + ": name a type, an error code, a time, a correlation or a batch, or say that all are meant"
                    + " (withEverything(true), or the option or header all=true of the operation)");
        }
    }
}
