/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueDefinition;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.Map;
import org.apache.camel.Message;
import org.apache.camel.support.LRUCacheFactory;

/**
 * Which queue a message is for: the one of the header {@code CamelPgmqOverrideQueue}, else the endpoint's. With
 * {@code autoCreateQueue=true} a missing queue is created on its first use. Thread-safe.
 */
final class TargetQueues {

    /** Beyond this many queues the ones not used for long are looked for again. */
    private static final int REMEMBERED = 1_000;

    private final PgmqEndpoint endpoint;
    private final QueueName own;
    private final PgmqClient creator;
    private final QueueDefinition definition;
    private final Map<QueueName, Boolean> present = LRUCacheFactory.newLRUCache(REMEMBERED);

    /**
     * @param own the endpoint's queue, or null if it has none
     * @param creator creates queues; not in the transaction of a sender, who would keep all others from creating one
     *     until it ends
     */
    TargetQueues(PgmqEndpoint endpoint, QueueName own, PgmqClient creator) {
        this.endpoint = endpoint;
        this.own = own;
        this.creator = creator;
        this.definition = endpoint.getConfiguration().definition();
    }

    /**
     * The queue that the operation is about, or null if it is about none. The header is taken off the message, so that
     * it does not lead the next endpoint astray.
     *
     * @throws IllegalArgumentException if the name is not valid, or there is none
     */
    QueueName of(PgmqOperation operation, Message message) {
        Object override = message.removeHeader(PgmqConstants.OVERRIDE_QUEUE);
        if (operation.target() == PgmqOperation.Target.NONE) {
            return null;
        }
        QueueName queue = override == null ? own : endpoint.queueNamed(override.toString());
        if (queue == null) {
            throw new IllegalArgumentException("operation=" + operation + " needs a queue, but pgmq:"
                    + PgmqEndpoint.ANY_QUEUE + " names none: set the header " + PgmqConstants.OVERRIDE_QUEUE);
        }
        if (operation.target() == PgmqOperation.Target.EXISTING) {
            createIfMissing(queue);
        }
        return queue;
    }

    /** Looks for the queue again before its next use. */
    void forget(QueueName queue) {
        present.remove(queue);
    }

    private void createIfMissing(QueueName queue) {
        if (endpoint.getConfiguration().isAutoCreateQueue() && !present.containsKey(queue)) {
            creator.createQueue(queue, definition);
            present.put(queue, true);
        }
    }
}
