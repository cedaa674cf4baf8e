/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

/**
 * What is added to the headers of a message that goes to a dead-letter queue. They are ordinary headers of the stored
 * message: {@code removeHeaders("x-pgmq-dead-letter-*")} takes them off before it is sent back.
 */
public final class DeadLetterHeaders {

    /** Why it was given up, as a short word. */
    public static final String REASON = "x-pgmq-dead-letter-reason";
    /** The last failure: its class and message. Missing if none was seen, as when the process died. */
    public static final String ERROR = "x-pgmq-dead-letter-error";
    /** The queue it comes from. */
    public static final String QUEUE = "x-pgmq-dead-letter-queue";
    /** Its id in that queue. */
    public static final String MESSAGE_ID = "x-pgmq-dead-letter-message-id";
    /** How often it was read there. */
    public static final String READ_COUNT = "x-pgmq-dead-letter-read-count";
    /** When it was sent there; set by the database. */
    public static final String ENQUEUED_AT = "x-pgmq-dead-letter-enqueued-at";

    private DeadLetterHeaders() {}
}
