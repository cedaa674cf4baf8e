/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.DomainUse;
import java.util.Arrays;

/** What a producer does. The texts are those of the option {@code operation} and of its header. */
public enum CommandBusOperation {
    /** Sends the body as a command. */
    SEND("send"),
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
    TROUBLESHOOTING_COMPLETE("troubleshooting.complete");

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
        for (CommandBusOperation operation : values()) {
            if (operation == given || operation.text.equalsIgnoreCase(given.toString())) {
                return operation;
            }
        }
        throw new IllegalArgumentException("expected is one of " + Arrays.toString(values()));
    }

    /** The rights it takes, to be checked at start. */
    DomainUse use() {
        return switch (this) {
            case SEND -> DomainUse.SEND;
            case TROUBLESHOOTING_LIST, TROUBLESHOOTING_RETRY, TROUBLESHOOTING_CANCEL, TROUBLESHOOTING_COMPLETE ->
                DomainUse.OPERATE;
            default -> DomainUse.QUERY;
        };
    }

    /** The text of the option. */
    @Override
    public String toString() {
        return text;
    }
}
