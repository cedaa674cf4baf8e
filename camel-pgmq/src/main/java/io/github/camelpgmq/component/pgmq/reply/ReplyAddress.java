/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.consumer.DeadLetterHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a request wants its reply, as the request says it and not checked yet.
 *
 * @param queue the name of the reply queue
 * @param correlationId what the reply has to repeat, or null
 * @param requester what the reply has to repeat on a shared queue, or null
 */
public record ReplyAddress(String queue, String correlationId, String requester) {

    /**
     * The address in a message's headers column; empty if no reply is wanted. A dead letter wants none: it is looked at
     * by somebody who was not asked.
     *
     * @param headers JSON text or null
     */
    public static Optional<ReplyAddress> of(String headers) {
        if (headers == null || !headers.contains(ReplyHeaders.REPLY_TO)) {
            return Optional.empty();
        }
        Map<String, Object> fields = JsonBodies.scalars(headers);
        Object queue = fields.get(ReplyHeaders.REPLY_TO);
        if (queue == null || fields.containsKey(DeadLetterHeaders.QUEUE)) {
            return Optional.empty();
        }
        return Optional.of(new ReplyAddress(
                queue.toString(), text(fields, ReplyHeaders.CORRELATION_ID), text(fields, ReplyHeaders.REQUESTER)));
    }

    /** The headers of the reply that bring it to its requester. */
    public Map<String, Object> replyHeaders() {
        Map<String, Object> headers = new LinkedHashMap<>();
        if (correlationId != null) {
            headers.put(ReplyHeaders.CORRELATION_ID, correlationId);
        }
        if (requester != null) {
            headers.put(ReplyHeaders.REQUESTER, requester);
        }
        return headers;
    }

    private static String text(Map<String, Object> fields, String name) {
        Object value = fields.get(name);
        return value == null ? null : value.toString();
    }
}
