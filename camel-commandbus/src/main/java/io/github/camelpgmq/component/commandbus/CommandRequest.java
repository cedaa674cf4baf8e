/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.client.Delay;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * A command that Java code wants to be sent: {@code CommandRequest.of("payments", "DebitAccount", data).withReplyTo("payments__replies")}.
 * Immutable, as far as the data are. As an element of an endpoint's batch it takes what it leaves open from the endpoint.
 *
 * @param domain        its domain
 * @param type          its type
 * @param data          text that is JSON, or whatever Jackson writes as JSON; null is the JSON null
 * @param id            unique in the domain; null = a new one for each time it is sent
 * @param correlationId null = a new one for each time it is sent
 * @param replyTo       queue for the reply; null = none
 * @param maxAttempts   how often it is tried at the most, from 1 on; null = as configured
 * @param delay         how long it stays invisible
 * @param batchId       the batch it belongs to, which must exist and be open; null = none
 * @param headers       Strings, Numbers and Booleans for the exchange that handles it; names that begin with {@code Camel} are left out
 */
public record CommandRequest(
        String domain,
        String type,
        Object data,
        UUID id,
        UUID correlationId,
        String replyTo,
        Integer maxAttempts,
        Delay delay,
        UUID batchId,
        Map<String, Object> headers) {

    public CommandRequest {
        Objects.requireNonNull(domain, "domain");
        delay = delay == null ? Delay.NONE : delay;
        headers = headers == null ? Map.of() : new LinkedHashMap<>(headers);
    }

    /** A command with everything else at its default. */
    public static CommandRequest of(String domain, String type, Object data) {
        return new CommandRequest(domain, type, data, null, null, null, null, null, null, null);
    }

    /** A copy of the headers. */
    @Override
    public Map<String, Object> headers() {
        return new LinkedHashMap<>(headers);
    }

    /** The same command with an id. */
    public CommandRequest withId(UUID newId) {
        return new CommandRequest(
                domain, type, data, newId, correlationId, replyTo, maxAttempts, delay, batchId, headers);
    }

    /** The same command with a correlation id. */
    public CommandRequest withCorrelationId(UUID newId) {
        return new CommandRequest(domain, type, data, id, newId, replyTo, maxAttempts, delay, batchId, headers);
    }

    /** The same command with a queue for its reply. */
    public CommandRequest withReplyTo(String queue) {
        return new CommandRequest(domain, type, data, id, correlationId, queue, maxAttempts, delay, batchId, headers);
    }

    /** The same command with a number of attempts. */
    public CommandRequest withMaxAttempts(int attempts) {
        return new CommandRequest(domain, type, data, id, correlationId, replyTo, attempts, delay, batchId, headers);
    }

    /** The same command with a delay. */
    public CommandRequest withDelay(Delay newDelay) {
        return new CommandRequest(
                domain, type, data, id, correlationId, replyTo, maxAttempts, newDelay, batchId, headers);
    }

    /** The same command as part of a batch. */
    public CommandRequest withBatchId(UUID newId) {
        return new CommandRequest(domain, type, data, id, correlationId, replyTo, maxAttempts, delay, newId, headers);
    }

    /** The same command with one more header. */
    public CommandRequest withHeader(String name, Object value) {
        Map<String, Object> more = headers();
        more.put(name, value);
        return new CommandRequest(domain, type, data, id, correlationId, replyTo, maxAttempts, delay, batchId, more);
    }
}
