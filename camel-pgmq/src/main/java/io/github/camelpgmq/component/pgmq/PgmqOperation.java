/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

/** What a producer does. The names are those of the option {@code operation} and of its header. */
public enum PgmqOperation {
    /** Sends the body. */
    send(QueueUse.EXISTING),
    /** Sends each element of the body. */
    sendBatch(QueueUse.EXISTING),
    /** Sends the body to every queue bound to the routing key. */
    sendTopic(QueueUse.NONE),
    /** Reads and leases messages. */
    read(QueueUse.EXISTING),
    /** Reads and deletes messages at once. */
    pop(QueueUse.EXISTING),
    /** Deletes messages. */
    delete(QueueUse.EXISTING),
    /** Moves messages to the archive. */
    archive(QueueUse.EXISTING),
    /** Makes messages visible after a time. */
    setVisibilityTimeout(QueueUse.EXISTING),
    /** Measures the queue. */
    metrics(QueueUse.EXISTING),
    /** Measures every queue. */
    metricsAll(QueueUse.NONE),
    /** Lists the queues. */
    listQueues(QueueUse.NONE),
    /** Creates the queue unless it exists. */
    createQueue(QueueUse.NAMED),
    /** Drops the queue. */
    dropQueue(QueueUse.NAMED),
    /** Removes every message. */
    purgeQueue(QueueUse.EXISTING),
    /** Binds the queue to a topic pattern. */
    bindTopic(QueueUse.EXISTING),
    /** Ends a binding. */
    unbindTopic(QueueUse.NAMED),
    /** Lists all bindings. */
    listTopicBindings(QueueUse.NONE);

    private final QueueUse queueUse;

    PgmqOperation(QueueUse queueUse) {
        this.queueUse = queueUse;
    }

    QueueUse queueUse() {
        return queueUse;
    }

    /** What an operation wants with the endpoint's queue. */
    enum QueueUse {
        /** It works on the queue, which has to be there. */
        EXISTING,
        /** It needs a name only. */
        NAMED,
        /** It is not about one queue. */
        NONE
    }
}
