/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.DomainUse;
import io.github.camelpgmq.component.pgmq.Values;

/** What a producer does. The texts are those of the option {@code operation} and of its header. */
public enum CommandBusOperation {
    /** Sends the body as a command. */
    SEND("send"),
    /** Sends the elements of the body as commands. */
    SEND_BATCH("sendBatch"),
    /** A command's state. */
    GET("get"),
    /** Commands by filter, page by page. */
    FIND("find"),
    /** What happened to a command. */
    AUDIT_TRAIL("auditTrail"),
    /** How many commands have which status. */
    COUNT_BY_STATUS("countByStatus"),
    /** Measures the domain's command queue. */
    QUEUE_METRICS("queueMetrics"),
    /** Commands that wait for an operator, page by page. */
    TROUBLESHOOTING_LIST("troubleshooting.list"),
    /** How many commands wait for an operator. */
    TROUBLESHOOTING_COUNT("troubleshooting.count"),
    /** Sends commands in troubleshooting again. */
    TROUBLESHOOTING_RETRY("troubleshooting.retry"),
    /** Ends commands in troubleshooting as CANCELED. */
    TROUBLESHOOTING_CANCEL("troubleshooting.cancel"),
    /** Ends commands in troubleshooting as COMPLETED. */
    TROUBLESHOOTING_COMPLETE("troubleshooting.complete"),
    /** Opens a batch. */
    CREATE_BATCH("createBatch"),
    /** Closes a batch, which takes no more commands then. */
    CLOSE_BATCH("closeBatch"),
    /** A batch with its progress. */
    GET_BATCH("getBatch"),
    /** Batches, newest first. */
    LIST_BATCHES("listBatches"),
    /** Pauses the handling of a type or of the whole domain, in every JVM. */
    PAUSE("pause"),
    /** Ends a pause. */
    RESUME("resume"),
    /** What is paused. */
    LIST_PAUSES("listPauses"),
    /** Removes old commands with all that belongs to them. */
    PURGE_HISTORY("purgeHistory");

    private final String text;

    CommandBusOperation(String text) {
        this.text = text;
    }

    /**
     * An operation, or its text in any letter case.
     *
     * @throws IllegalArgumentException naming all operations if it is none
     */
    public static CommandBusOperation of(Object given) {
        return Values.oneOf(CommandBusOperation.class).apply(given);
    }

    /** The rights it takes, to be checked at start. */
    DomainUse use() {
        return switch (this) {
            case SEND, SEND_BATCH, CREATE_BATCH, CLOSE_BATCH -> DomainUse.SEND;
            case TROUBLESHOOTING_LIST,
                    TROUBLESHOOTING_RETRY,
                    TROUBLESHOOTING_CANCEL,
                    TROUBLESHOOTING_COMPLETE,
                    PAUSE,
                    RESUME,
                    PURGE_HISTORY -> DomainUse.OPERATE;
            default -> DomainUse.QUERY;
        };
    }

    /** The text of the option. */
    @Override
    public String toString() {
        return text;
    }
}
