/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;

/** What arrives in a reply queue: the reply to a command, or that a batch is complete. */
public sealed interface ReplyQueueMessage permits Reply, BatchCompletion {

    /**
     * Reads a message; one that names a command is its reply, else one that names a batch is its completion.
     *
     * @throws MalformedCommandException naming the field at fault
     */
    static ReplyQueueMessage parse(String json) {
        ObjectNode body = JsonText.parseObject(json);
        return body.has("batch_id") && !body.has("command_id") ? BatchCompletion.of(body) : Reply.of(body);
    }
}
