/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

/** The keys under which log lines carry, in SLF4J's MDC, which message is handled on the thread. */
public final class PgmqMdcKeys {

    public static final String QUEUE = "camel.pgmq.queue";
    /** Not while a list of messages is handled (option {@code batching}). */
    public static final String MESSAGE_ID = "camel.pgmq.messageId";

    private PgmqMdcKeys() {}
}
