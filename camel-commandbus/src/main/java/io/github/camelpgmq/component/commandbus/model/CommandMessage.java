/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;

/**
 * Wire format of a command. Immutable.
 *
 * @param domain        required
 * @param commandType   required
 * @param commandId     required
 * @param correlationId may be null
 * @param replyTo       queue for the reply; null = none
 * @param createdAt     may be null
 * @param dataJson      any JSON value as text; null is taken as the JSON null
 */
public record CommandMessage(
        String domain,
        String commandType,
        UUID commandId,
        UUID correlationId,
        String replyTo,
        Instant createdAt,
        String dataJson) {

    public CommandMessage {
        Objects.requireNonNull(domain, "domain");
        Objects.requireNonNull(commandType, "commandType");
        Objects.requireNonNull(commandId, "commandId");
        replyTo = replyTo == null || replyTo.isBlank() ? null : replyTo;
        dataJson = dataJson == null ? "null" : dataJson;
    }

    /**
     * Reads a command; fields that it does not know are ignored, a missing {@code data} is the JSON null.
     *
     * @throws MalformedCommandException naming the field at fault
     */
    public static CommandMessage parse(String json) {
        ObjectNode body = JsonText.parseObject(json);
        return of(body, JsonText.lenientTime(body, "created_at"));
    }

    /**
     * The data of a command alone; reading the time would take longer than all else.
     *
     * @throws MalformedCommandException as {@link #parse} does
     */
    public static String dataOf(String json) {
        return of(JsonText.parseObject(json), null).dataJson();
    }

    private static CommandMessage of(ObjectNode body, Instant createdAt) {
        return new CommandMessage(
                JsonText.requiredText(body, "domain"),
                JsonText.requiredText(body, "command_type"),
                JsonText.requiredUuid(body, "command_id"),
                JsonText.optionalUuid(body, "correlation_id"),
                JsonText.optionalText(body, "reply_to"),
                createdAt,
                JsonText.valueText(body, "data"));
    }

    /**
     * The wire message.
     *
     * @throws MalformedCommandException when {@code dataJson} is not JSON, or JSON that PostgreSQL cannot store
     */
    public String toJson() {
        return new ObjectText()
                .text("domain", domain)
                .text("command_type", commandType)
                .text("command_id", commandId)
                .text("correlation_id", correlationId)
                .text("reply_to", replyTo)
                .text("created_at", createdAt)
                .json("data", dataJson)
                .end();
    }

    /** The type that a message names, valid or not; empty when it names none. */
    public static String typeOf(String json) {
        try {
            String type = JsonText.optionalText(JsonText.parseObject(json), "command_type");
            return type == null ? "" : type;
        } catch (MalformedCommandException e) {
            return "";
        }
    }

    /** The same command with another reply queue; null = no reply. */
    public CommandMessage withReplyTo(String queue) {
        return new CommandMessage(domain, commandType, commandId, correlationId, queue, createdAt, dataJson);
    }
}
