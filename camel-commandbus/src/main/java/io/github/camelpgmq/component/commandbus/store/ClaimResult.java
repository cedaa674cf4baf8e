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
