/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

/**
 * What a purge has removed.
 *
 * @param commands rows of the command table
 * @param audits   rows of the audit table
 * @param archived messages of the archive
 * @param batches  rows of the batch table
 */
public record PurgeResult(long commands, long audits, long archived, long batches) {

    /** Nothing. */
    public static final PurgeResult NOTHING = new PurgeResult(0, 0, 0, 0);

    /** Both together. */
    public PurgeResult plus(PurgeResult other) {
        return new PurgeResult(
                commands + other.commands, audits + other.audits, archived + other.archived, batches + other.batches);
    }
}
