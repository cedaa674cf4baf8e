/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import static io.github.camelpgmq.component.commandbus.model.AuditEvent.ADOPTED;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.BUSINESS_RULE_FAILED;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.MOVED_TO_TSQ;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.OPERATOR_CANCEL;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.OPERATOR_COMPLETE;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.OPERATOR_RETRY;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.QUARANTINED;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.RECEIVED;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.RELEASED;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.RETRY_SCHEDULED;
import static io.github.camelpgmq.component.commandbus.model.AuditEvent.SENT;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.CANCELED;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.COMPLETED;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.FAILED;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.IN_PROGRESS;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.IN_TROUBLESHOOTING_QUEUE;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.PENDING;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A change of a command's status, with the audit rows that the same statement writes. {@link #ALL} is the whole life of a
 * command: the database never makes another change, and the documentation's diagram is made of it.
 *
 * @param from null where a command begins
 * @param when what has happened
 * @param events the audit rows, in order
 */
public record Transition(CommandStatus from, CommandStatus to, String when, List<AuditEvent> events) {

    /** Every transition there is. Two of them may have the same ends. */
    public static final List<Transition> ALL = List.of(
            of(null, PENDING, "it is sent", SENT),
            of(null, PENDING, "a message of a foreign sender is read for the first time", ADOPTED),
            of(null, IN_TROUBLESHOOTING_QUEUE, "a message that is no command is read", QUARANTINED),
            of(PENDING, IN_PROGRESS, "an attempt begins", RECEIVED),
            of(PENDING, IN_TROUBLESHOOTING_QUEUE, "it has no attempt left", MOVED_TO_TSQ),
            of(PENDING, IN_TROUBLESHOOTING_QUEUE, "its message is no command any more", QUARANTINED),
            of(IN_PROGRESS, IN_PROGRESS, "an attempt begins after one without an outcome, such as a crash", RECEIVED),
            of(IN_PROGRESS, COMPLETED, "the handler has succeeded", AuditEvent.COMPLETED),
            of(IN_PROGRESS, FAILED, "a business rule refuses it", BUSINESS_RULE_FAILED),
            of(IN_PROGRESS, PENDING, "the attempt fails and another one is left", AuditEvent.FAILED, RETRY_SCHEDULED),
            of(IN_PROGRESS, PENDING, "the handler has not started: the attempt is given back", RELEASED),
            of(IN_PROGRESS, IN_TROUBLESHOOTING_QUEUE, "the last attempt fails", AuditEvent.FAILED, MOVED_TO_TSQ),
            of(IN_PROGRESS, IN_TROUBLESHOOTING_QUEUE, "the attempt fails for good", MOVED_TO_TSQ),
            of(IN_PROGRESS, IN_TROUBLESHOOTING_QUEUE, "the last attempt had no outcome, such as a crash", MOVED_TO_TSQ),
            of(IN_PROGRESS, IN_TROUBLESHOOTING_QUEUE, "its message is no command any more", QUARANTINED),
            of(IN_TROUBLESHOOTING_QUEUE, PENDING, "an operator sends it again", OPERATOR_RETRY),
            of(IN_TROUBLESHOOTING_QUEUE, COMPLETED, "an operator has done its work", OPERATOR_COMPLETE),
            of(IN_TROUBLESHOOTING_QUEUE, CANCELED, "an operator gives it up", OPERATOR_CANCEL));

    public Transition {
        events = List.copyOf(events);
    }

    private static Transition of(CommandStatus from, CommandStatus to, String when, AuditEvent... events) {
        return new Transition(from, to, when, List.of(events));
    }

    /** The statuses that may follow; empty when the status is final. */
    static Set<CommandStatus> after(CommandStatus status) {
        Set<CommandStatus> next = EnumSet.noneOf(CommandStatus.class);
        ALL.stream().filter(one -> one.from == status).forEach(one -> next.add(one.to));
        return next;
    }
}
