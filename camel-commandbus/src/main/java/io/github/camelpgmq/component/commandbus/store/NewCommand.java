/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.pgmq.client.Delay;
import java.util.Objects;
import java.util.UUID;

/**
 * A command to send.
 *
 * @param id            unique in the domain
 * @param type          not blank
 * @param correlationId may be null
 * @param replyQueue    null = no reply
 * @param maxAttempts   handler starts allowed, at least 1
 * @param delay         until it can be handled; null = none
 * @param batchId       may be null
 * @param bodyJson      the whole wire message as JSON text
 * @param headersJson   a JSON object as text; null = none
 */
public record NewCommand(
        UUID id,
        String type,
        UUID correlationId,
        String replyQueue,
        int maxAttempts,
        Delay delay,
        UUID batchId,
        String bodyJson,
        String headersJson) {

    /** @throws IllegalArgumentException when the type is blank or unstorable, or maxAttempts is below 1 */
    public NewCommand {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(bodyJson, "bodyJson");
        if (type == null || type.isBlank() || type.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("Command " + id + " needs a type that is not blank and holds no NUL");
        }
        if (maxAttempts < 1) {
            throw new IllegalArgumentException(
                    "maxAttempts of command " + id + " is " + maxAttempts + "; it must be at least 1");
        }
        delay = delay == null ? Delay.NONE : delay;
    }
}
