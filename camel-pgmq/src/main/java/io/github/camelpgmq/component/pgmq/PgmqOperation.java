/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

/** What a producer does. The names are those of the option {@code operation} and of its header. */
public enum PgmqOperation {
    /** Sends the body. */
    send(Target.EXISTING),
    /** Sends each element of the body. */
    sendBatch(Target.EXISTING),
    /** Sends the body to every queue bound to the routing key. */
    sendTopic(Target.NONE),
    /** Reads and leases messages. */
    read(Target.EXISTING),
    /** Reads and deletes messages at once. */
    pop(Target.EXISTING),
    /** Deletes messages. */
    delete(Target.EXISTING),
    /** Moves messages to the archive. */
    archive(Target.EXISTING),
    /** Makes messages visible after a time. */
    setVisibilityTimeout(Target.EXISTING),
    /** Measures the queue. */
    metrics(Target.EXISTING),
    /** Measures every queue. */
    metricsAll(Target.NONE),
    /** Lists the queues. */
    listQueues(Target.NONE),
    /** Creates the queue unless it exists. */
    createQueue(Target.NAMED),
    /** Drops the queue. */
    dropQueue(Target.NAMED),
    /** Removes every message. */
    purgeQueue(Target.EXISTING),
    /** Binds the queue to a topic pattern. */
    bindTopic(Target.EXISTING),
    /** Ends a binding. */
    unbindTopic(Target.NAMED),
    /** Lists all bindings. */
    listTopicBindings(Target.NONE);

    private final Target target;

    PgmqOperation(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    /** What an operation wants with the endpoint's queue. */
    enum Target {
        /** It works on the queue, which has to be there. */
        EXISTING,
        /** It needs a name only. */
        NAMED,
        /** It is not about one queue. */
        NONE
    }
}
