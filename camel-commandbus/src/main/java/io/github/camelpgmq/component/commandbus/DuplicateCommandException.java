/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.UUID;

/** A command with this id exists in the domain already; nothing was sent. */
public class DuplicateCommandException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final String domain;
    private final UUID commandId;

    public DuplicateCommandException(String domain, UUID commandId) {
        super("Command " + commandId + " exists in domain " + domain
                + " already; nothing was sent. Use a new id for a new command.");
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
