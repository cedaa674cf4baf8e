/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import java.util.function.Predicate;

/**
 * An archived message as it can be sent again. Immutable.
 *
 * @param command as it is to be handled: with the correlation and the reply queue of a message that had none in its metadata
 * @param json    the message
 */
public record RestoredMessage(CommandMetadata command, String json) {

    /**
     * The archived {@code bodyJson} with the identity of {@code command}, and with other data if given. Correlation and reply queue that are
     * not what they must be are replaced by those of {@code command}. Everything else in it stays, also what this class does not know.
     *
     * @param replyAllowed   whether a reply may go to the queue that a message without metadata names
     * @param editedDataJson JSON text, or null to keep the data
     * @throws MalformedCommandException when the result is still not a valid command
     */
    public static RestoredMessage of(
            String bodyJson, CommandMetadata command, Predicate<String> replyAllowed, String editedDataJson) {
        ObjectNode body = JsonText.tree("$", bodyJson) instanceof ObjectNode object ? object : JsonText.object();
        body.put("domain", command.domain());
        body.put("command_type", command.commandType());
        body.put("command_id", command.commandId().toString());
        JsonText.repair(body, "correlation_id", JsonText::optionalUuid, command.correlationId());
        JsonText.repair(body, "reply_to", JsonText::optionalText, command.replyQueue());
        if (editedDataJson != null) {
            JsonText.putJson(body, "data", editedDataJson);
        }
        CommandMessage message = CommandMessage.parse(body.toString());
        if (!command.quarantined()) {
            return new RestoredMessage(command, body.toString());
        }
        if (command.replyQueue() == null && message.replyTo() != null && !replyAllowed.test(message.replyTo())) {
            body.remove("reply_to");
            message = message.withReplyTo(null);
        }
        return new RestoredMessage(command.withOriginOf(message), body.toString());
    }
}
