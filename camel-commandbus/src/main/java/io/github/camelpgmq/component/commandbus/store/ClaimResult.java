/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.util.List;

/**
 * What one round trip brought.
 *
 * @param completedMsgIds message ids of the completions that were written; one that is missing had lost its lease and left no trace
 * @param fetched         in the order of message ids
 */
public record ClaimResult(List<Long> completedMsgIds, List<FetchedCommand> fetched) {

    public ClaimResult {
        completedMsgIds = List.copyOf(completedMsgIds);
        fetched = List.copyOf(fetched);
    }
}
