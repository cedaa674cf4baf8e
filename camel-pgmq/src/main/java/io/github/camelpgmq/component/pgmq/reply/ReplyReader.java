/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;

/**
 * Knows what the messages of a reply queue mean. Thread-safe.
 *
 * @param <R> a reply
 */
@FunctionalInterface
public interface ReplyReader<R> {

    /**
     * Reads a reply.
     *
     * @throws RuntimeException if the message is not one; it is removed from the queue, with one line in the log
     */
    Correlated<R> read(PgmqMessage message);

    /**
     * A reply and the request it belongs to.
     *
     * @param correlationId what the request was registered with
     */
    record Correlated<R>(String correlationId, R reply) {}

    /** Replies that are whole messages, with {@link ReplyHeaders#CORRELATION_ID} in their headers. */
    static Correlated<PgmqMessage> byHeader(PgmqMessage message) {
        Object id = JsonBodies.scalars(message.headers()).get(ReplyHeaders.CORRELATION_ID);
        if (id == null) {
            throw new IllegalArgumentException("it has no header " + ReplyHeaders.CORRELATION_ID);
        }
        return new Correlated<>(id.toString(), message);
    }
}
