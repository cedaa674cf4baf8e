/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import java.time.Instant;
import java.util.UUID;

/**
 * A row of the command table.
 *
 * @param msgId          id of the message that carries the command now; null when a foreign sender did not write it
 * @param attempts       handler starts so far
 * @param leaseExpiresAt end of the running attempt's lease, database time; null when none runs
 * @param lastErrorType  of the last failed attempt; null like the other error fields when there was none
 * @param replyQueue     null = no reply wanted
 */
public record CommandMetadata(
        String domain,
        UUID commandId,
        String commandType,
        CommandStatus status,
        int attempts,
        int maxAttempts,
        String queueName,
        Long msgId,
        Instant leaseExpiresAt,
        String lastErrorType,
        String lastErrorCode,
        String lastErrorMessage,
        Instant createdAt,
        Instant updatedAt,
        String replyQueue,
        UUID correlationId,
        UUID batchId) {

    /** Error code of a message that is not a valid command. */
    public static final String MALFORMED = "MALFORMED";

    /** Whether it stands for a message that was no valid command, so that what the message says of it is not in here. */
    public boolean quarantined() {
        return MALFORMED.equals(lastErrorCode);
    }

    /** The same command with another type. */
    public CommandMetadata withCommandType(String value) {
        return with(value, replyQueue, correlationId);
    }

    /** The same command with the message's reply queue and correlation, if it has none of its own. */
    public CommandMetadata withOriginOf(CommandMessage message) {
        return with(
                commandType,
                replyQueue == null ? message.replyTo() : replyQueue,
                correlationId == null ? message.correlationId() : correlationId);
    }

    private CommandMetadata with(String type, String replies, UUID correlation) {
        return new CommandMetadata(
                domain,
                commandId,
                type,
                status,
                attempts,
                maxAttempts,
                queueName,
                msgId,
                leaseExpiresAt,
                lastErrorType,
                lastErrorCode,
                lastErrorMessage,
                createdAt,
                updatedAt,
                replies,
                correlation,
                batchId);
    }
}
