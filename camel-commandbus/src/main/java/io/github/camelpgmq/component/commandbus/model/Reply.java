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
 * Wire format of a reply to a command. Immutable.
 *
 * @param commandId     required
 * @param correlationId may be null
 * @param domain        may be null in a foreign reply
 * @param commandType   may be null in a foreign reply
 * @param outcome       required
 * @param completedAt   may be null
 * @param dataJson      any JSON value as text; null is taken as the JSON null
 * @param error         null unless FAILED
 * @param reason        an operator's; null unless given
 */
public record Reply(
        UUID commandId,
        UUID correlationId,
        String domain,
        String commandType,
        Outcome outcome,
        Instant completedAt,
        String dataJson,
        CommandError error,
        String reason)
        implements ReplyQueueMessage {

    public Reply {
        Objects.requireNonNull(commandId, "commandId");
        Objects.requireNonNull(outcome, "outcome");
        dataJson = dataJson == null ? "null" : dataJson;
    }

    /** A SUCCESS reply to {@code command}. */
    public static Reply success(CommandMetadata command, String dataJson, Instant at) {
        return of(command, Outcome.SUCCESS, at, dataJson, null, null);
    }

    /** A FAILED reply to {@code command}. */
    public static Reply failed(CommandMetadata command, CommandError error, Instant at) {
        return of(command, Outcome.FAILED, at, null, error, null);
    }

    /** A CANCELED reply to {@code command}; the reason may be null. */
    public static Reply canceled(CommandMetadata command, String reason, Instant at) {
        return of(command, Outcome.CANCELED, at, null, null, reason);
    }

    private static Reply of(
            CommandMetadata command, Outcome outcome, Instant at, String data, CommandError error, String reason) {
        return new Reply(
                command.commandId(),
                command.correlationId(),
                command.domain(),
                command.commandType(),
                outcome,
                at,
                data,
                error,
                reason);
    }

    /**
     * Reads a reply; also the older form that names its data {@code result} and may have the error in there.
     *
     * @throws MalformedCommandException naming the field at fault
     */
    public static Reply parse(String json) {
        return of(JsonText.parseObject(json));
    }

    static Reply of(ObjectNode body) {
        Outcome outcome = outcome(JsonText.requiredText(body, "outcome"));
        CommandError error = error(body);
        if (error == null && outcome == Outcome.FAILED && body.get("result") instanceof ObjectNode result) {
            error = error(result);
        }
        return new Reply(
                JsonText.requiredUuid(body, "command_id"),
                JsonText.optionalUuid(body, "correlation_id"),
                JsonText.optionalText(body, "domain"),
                JsonText.optionalText(body, "type"),
                outcome,
                JsonText.lenientTime(body, "completed_at"),
                JsonText.valueText(body, body.has("data") ? "data" : "result"),
                error,
                JsonText.optionalText(body, "reason"));
    }

    private static CommandError error(ObjectNode source) {
        String type = JsonText.optionalText(source, "error_type");
        String code = JsonText.optionalText(source, "error_code");
        String message = JsonText.optionalText(source, "error_message");
        return type == null && code == null && message == null ? null : new CommandError(type, code, message);
    }

    private static Outcome outcome(String text) {
        for (Outcome outcome : Outcome.values()) {
            if (outcome.name().equals(text)) {
                return outcome;
            }
        }
        throw new MalformedCommandException("outcome", "is none of SUCCESS, FAILED, CANCELED");
    }

    /**
     * The wire message.
     *
     * @throws MalformedCommandException when {@code dataJson} is not JSON, or JSON that PostgreSQL cannot store
     */
    public String toJson() {
        return toJson(false);
    }

    /**
     * The wire message.
     *
     * @param legacy also write {@code result}, the older readers' name for {@code data}; in there they look for the error,
     *               too
     * @throws MalformedCommandException when {@code dataJson} is not JSON, or JSON that PostgreSQL cannot store
     */
    public String toJson(boolean legacy) {
        ObjectText body = new ObjectText()
                .text("command_id", commandId)
                .text("correlation_id", correlationId)
                .text("domain", domain)
                .text("type", commandType)
                .text("outcome", outcome)
                .text("completed_at", completedAt)
                .json("data", dataJson);
        if (legacy) {
            body.json("result", error == null ? dataJson : legacyError());
        }
        if (error != null) {
            body.text("error_type", error.type())
                    .text("error_code", error.code())
                    .text("error_message", error.message());
        }
        return body.text("reason", reason).end();
    }

    private String legacyError() {
        return new ObjectText()
                .text("error_code", error.code())
                .text("error_message", error.message())
                .end();
    }
}
