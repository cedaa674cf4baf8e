/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.reply.QueuePatterns;

/** Which queues a reply may go to: the component's option {@code replyQueues}. Immutable. */
final class ReplyQueues {

    private final String option;
    private final QueuePatterns allowed;

    /** @param option patterns, comma separated */
    ReplyQueues(String option) {
        this.option = option;
        this.allowed = QueuePatterns.parse(option);
    }

    /**
     * The queue if a reply may go there.
     *
     * @param origin what names the queue, for the message
     * @throws IllegalArgumentException if it may not
     */
    String require(String origin, String queue) {
        String refusal = refusal(queue);
        if (refusal != null) {
            throw new IllegalArgumentException(origin + " " + refusal);
        }
        return queue;
    }

    /** Why no reply may go to the queue, to follow the name of what asked for it; null if it may. */
    String refusal(String queue) {
        if (!allowed.matches(queue)) {
            return "names '" + queue + "', which replyQueues does not allow: use a queue that matches " + option
                    + ", or extend that option of the component";
        }
        try {
            new QueueName(queue);
            return null;
        } catch (IllegalArgumentException e) {
            return "names no valid queue: " + e.getMessage();
        }
    }
}
