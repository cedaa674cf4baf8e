/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

/** What a producer does. The names are those of the option {@code operation} and of its header. */
public enum PgmqOperation {
    /** Sends the body. */
    send,
    /** Sends each element of the body. */
    sendBatch,
    /** Sends the body to every queue bound to the routing key. */
    sendTopic,
    /** Reads and leases messages. */
    read,
    /** Reads and deletes messages at once. */
    pop,
    /** Deletes messages. */
    delete,
    /** Moves messages to the archive. */
    archive,
    /** Makes messages visible after a time. */
    setVisibilityTimeout,
    /** Measures the queue. */
    metrics,
    /** Measures every queue. */
    metricsAll,
    /** Lists the queues. */
    listQueues,
    /** Creates the queue unless it exists. */
    createQueue,
    /** Drops the queue. */
    dropQueue,
    /** Removes every message. */
    purgeQueue,
    /** Binds the queue to a topic pattern. */
    bindTopic,
    /** Ends a binding. */
    unbindTopic,
    /** Lists all bindings. */
    listTopicBindings
}
