/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.UUID;

/**
 * The message that a batch is complete, as far as it has to be understood. Immutable.
 *
 * @param batchId required
 * @param domain  may be null in a foreign message
 * @param status  how it ended; may be null in a foreign message
 * @param json    the whole message
 */
public record BatchCompletion(UUID batchId, String domain, String status, String json) implements ReplyQueueMessage {

    public BatchCompletion {
        Objects.requireNonNull(batchId, "batchId");
        Objects.requireNonNull(json, "json");
    }

    static BatchCompletion of(ObjectNode body) {
        return new BatchCompletion(
                JsonText.requiredUuid(body, "batch_id"),
                JsonText.optionalText(body, "domain"),
                JsonText.optionalText(body, "status"),
                body.toString());
    }
}
