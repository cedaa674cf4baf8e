/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.util.UUID;

/** The command's status does not allow the action; nothing was changed. */
public class InvalidCommandStateException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final String domain;
    private final UUID commandId;
    private final CommandStatus status;

    /** @param action what was to be done, a verb as in "retry" */
    public InvalidCommandStateException(String domain, UUID commandId, CommandStatus status, String action) {
        super("Cannot " + action + " command " + commandId + " in domain " + domain + ": its status is " + status
                + ". Operators act on commands in troubleshooting; the audit trail tells who was first");
        this.domain = domain;
        this.commandId = commandId;
        this.status = status;
    }

    /** The command's domain. */
    public String getDomain() {
        return domain;
    }

    /** The command's id. */
    public UUID getCommandId() {
        return commandId;
    }

    /** The status that the command has. */
    public CommandStatus getStatus() {
        return status;
    }
}
