/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.UUID;

/** Another worker has read the message since, so this worker must not write anything. */
public class LeaseLostException extends CommandBusException {

    private static final long serialVersionUID = 1L;

    private final String domain;
    private final UUID commandId;

    /** For the command whose lease was lost. */
    public LeaseLostException(String domain, UUID commandId) {
        super("Lease of command " + commandId + " in domain " + domain
                + " was lost: another worker has read its message since."
                + " Raise visibilityTimeout if handlers take longer than that.");
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
