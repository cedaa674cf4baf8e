/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.TimeOrderedId;
import io.github.camelpgmq.component.commandbus.store.NewCommand;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.time.Instant;
import java.util.UUID;

/** Checks what is to be sent to a domain and writes it in the wire format. Thread-safe. */
final class CommandWriter {

    private final String domain;
    private final String defaultType;
    private final int maxAttempts;
    private final ReplyQueues replyQueues;

    /**
     * @param defaultType of commands that name none; may be null or blank
     * @param maxAttempts of commands that do not say
     * @param replyQueues which queues a command may name for its reply
     */
    CommandWriter(String domain, String defaultType, int maxAttempts, ReplyQueues replyQueues) {
        this.domain = domain;
        this.defaultType = defaultType;
        this.maxAttempts = maxAttempts;
        this.replyQueues = replyQueues;
    }

    /**
     * The command as it is to be sent, with ids where it had none.
     *
     * @param headersJson a JSON object as text, or null
     * @throws IllegalArgumentException saying what cannot be sent
     */
    NewCommand write(CommandRequest request, String headersJson) {
        checkReplyQueue(request.replyTo());
        return written(request, headersJson, request.replyTo());
    }

    /** The same for a command whose reply goes to a queue of our own, whatever queue it names. */
    NewCommand writeRequest(CommandRequest request, String headersJson, QueueName replyQueue) {
        return written(request, headersJson, replyQueue.name());
    }

    private NewCommand written(CommandRequest request, String headersJson, String replyTo) {
        if (!domain.equals(request.domain())) {
            throw new IllegalArgumentException("The command is for domain '" + request.domain()
                    + "', but is to be sent to '" + domain + "': send the commands of each domain on their own");
        }
        UUID id = request.id() == null ? TimeOrderedId.next() : request.id();
        UUID correlationId = request.correlationId() == null ? TimeOrderedId.next() : request.correlationId();
        String type = type(request);
        CommandMessage message = new CommandMessage(
                domain, type, id, correlationId, replyTo, Instant.now(), JsonBodies.toJson(request.data()));
        return new NewCommand(
                id,
                type,
                correlationId,
                message.replyTo(),
                request.maxAttempts() == null ? maxAttempts : request.maxAttempts(),
                request.delay(),
                request.batchId(),
                message.toJson(),
                headersJson);
    }

    private String type(CommandRequest request) {
        String type = request.type() == null ? defaultType : request.type();
        if (type == null || type.isBlank()) {
            throw new IllegalArgumentException(
                    "To send, name the command type: commandbus:" + domain + "/SomeCommand, the header "
                            + CommandBusConstants.COMMAND_TYPE + " or CommandRequest.of(domain, type, data)");
        }
        return type;
    }

    private void checkReplyQueue(String queue) {
        if (queue != null && !queue.isBlank()) {
            replyQueues.require("The reply queue of a command", queue);
        }
    }
}
