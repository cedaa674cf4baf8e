/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

/** Where a batch is in its life. */
public enum BatchStatus {
    /** Open: commands can be added. */
    PENDING,
    /** Closed: its commands are those it has now, and not all of them have ended. */
    IN_PROGRESS,
    /** Every command is COMPLETED. */
    COMPLETED,
    /** Every command has ended, some of them FAILED or CANCELED. */
    COMPLETED_WITH_FAILURES;

    /** True when nothing can follow. */
    public boolean finished() {
        return this == COMPLETED || this == COMPLETED_WITH_FAILURES;
    }
}
