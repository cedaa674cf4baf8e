/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import java.util.Set;

/**
 * Where a command is in its life. A command waiting for a retry is {@link #PENDING} again, so {@link #IN_PROGRESS} on a message that can be
 * read again means that the last attempt ended without an outcome.
 */
public enum CommandStatus {
    PENDING,
    IN_PROGRESS,
    COMPLETED,
    FAILED,
    CANCELED,
    IN_TROUBLESHOOTING_QUEUE;

    /** True when nothing can follow. */
    public boolean terminal() {
        return next().isEmpty();
    }

    /** The statuses that may follow this one; {@code IN_PROGRESS} follows itself when a crashed attempt is started again. */
    public Set<CommandStatus> next() {
        return Transition.after(this);
    }

    /** True when {@code status} may follow this one. */
    public boolean mayBecome(CommandStatus status) {
        return next().contains(status);
    }
}
