/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;

/** Decides about messages that the fused claim left unclaimed. Pure: no database, no state. */
public final class ClaimPolicy {

    private ClaimPolicy() {}

    /** Decides about {@code fetched} after {@link IntakeStatements#examine}. */
    public static Disposition decide(String domain, FetchedCommand fetched, Examination examination) {
        return decide(
                examination.leaseHeld(),
                fetched.lease().messageId(),
                examination.command(),
                malformedBecause(domain, fetched.bodyJson()) == null);
    }

    /**
     * The decision table.
     *
     * @param leaseHeld the queue row still has the read count that was fetched
     * @param msgId     id of the fetched message
     * @param command   the command's row; null = none
     * @param valid     the body is a command of this domain
     */
    public static Disposition decide(boolean leaseHeld, long msgId, CommandMetadata command, boolean valid) {
        if (!leaseHeld) {
            return Disposition.LEASE_LOST;
        }
        if (command == null) {
            return valid ? Disposition.UNKNOWN : Disposition.MALFORMED;
        }
        if (command.msgId() != null && command.msgId() != msgId) {
            return Disposition.STALE;
        }
        if (command.status().terminal() || command.status() == CommandStatus.IN_TROUBLESHOOTING_QUEUE) {
            return Disposition.TERMINAL_DUPLICATE;
        }
        if (!valid) {
            return Disposition.MALFORMED;
        }
        if (command.attempts() >= command.maxAttempts()) {
            return Disposition.EXHAUSTED;
        }
        return command.status() == CommandStatus.PENDING ? Disposition.CLAIM : Disposition.SUSPECT;
    }

    /** Why {@code bodyJson} is not a command of {@code domain}; null when it is one. */
    public static MalformedCommandException malformedBecause(String domain, String bodyJson) {
        try {
            CommandMessage message = CommandMessage.parse(bodyJson);
            return message.domain().equals(domain)
                    ? null
                    : new MalformedCommandException("domain", "is '" + message.domain() + "', not '" + domain + "'");
        } catch (MalformedCommandException e) {
            return e;
        }
    }
}
