/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.pgmq.client.Lease;
import java.util.Objects;
import java.util.UUID;

/**
 * A successfully handled command.
 *
 * @param lease            as fetched
 * @param commandId        its id
 * @param replyQueue       null or blank = no reply
 * @param replyJson        wire message of the reply; required with a reply queue
 * @param replyHeadersJson a JSON object as text; null = none
 * @param batchId          the batch that may be done with it; null = none
 */
public record Completion(
        Lease lease, UUID commandId, String replyQueue, String replyJson, String replyHeadersJson, UUID batchId) {

    /** The completion of a command without a batch. */
    public Completion(Lease lease, UUID commandId, String replyQueue, String replyJson, String replyHeadersJson) {
        this(lease, commandId, replyQueue, replyJson, replyHeadersJson, null);
    }

    public Completion {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(commandId, "commandId");
        replyQueue = replyQueue == null || replyQueue.isBlank() ? null : replyQueue;
        if (replyQueue != null) {
            Objects.requireNonNull(replyJson, "replyJson");
        }
    }
}
