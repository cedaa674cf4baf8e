/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import java.util.List;
import java.util.UUID;

/**
 * What has become of a {@link BulkRequest}.
 *
 * @param dryRun       nothing was changed; {@code done} is what would be
 * @param matched      commands that the filter selected: done and skipped
 * @param done         commands acted on
 * @param skipped      commands left as they are: somebody else resolved them at the same moment, or their message is gone or no command
 * @param first        the first {@value #MAX_LISTED} acted on, newest first in each domain
 * @param firstSkipped the first {@value #MAX_LISTED} left as they are, each with the reason
 */
public record BulkResult(
        boolean dryRun, long matched, long done, long skipped, List<Entry> first, List<Entry> firstSkipped) {

    /** Most commands that are listed one by one. */
    public static final int MAX_LISTED = 20;

    public BulkResult {
        first = List.copyOf(first);
        firstSkipped = List.copyOf(firstSkipped);
    }

    /**
     * One command.
     *
     * @param reason why it was skipped; null = it was not
     */
    public record Entry(String domain, UUID commandId, String reason) {}
}
