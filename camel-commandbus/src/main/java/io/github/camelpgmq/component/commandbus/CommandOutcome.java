/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

/** How the handling of a command has ended, for those who count. */
enum CommandOutcome {
    /** It is completed. */
    COMPLETED,
    /** A business rule has refused it. */
    FAILED,
    /** It will be tried again. */
    RETRY,
    /** It waits for an operator. */
    TROUBLESHOOTING,
    /** Another worker has it, so that what the handler did was rolled back. */
    LEASE_LOST
}
