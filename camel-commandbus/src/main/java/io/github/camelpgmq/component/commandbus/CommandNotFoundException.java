/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.UUID;

/** No command with this id is known in the domain. */
public class CommandNotFoundException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final String domain;
    private final UUID commandId;

    /** For a command that was asked for. */
    public CommandNotFoundException(String domain, UUID commandId) {
        super("Command " + commandId + " is not known in domain " + domain + "; check the id and the domain");
        this.domain = domain;
        this.commandId = commandId;
    }

    /** The command's domain. */
    public String getDomain() {
        return domain;
    }

    /** The command's id. */
    public UUID getCommandId() {
        return commandId;
    }
}
