/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

/** What to do with a message that the fused claim left unclaimed. */
public enum Disposition {
    /** Its row had only become visible: claim it now ({@link IntakeStatements#claimOne}). */
    CLAIM,
    /** The last attempt ended without an outcome: run it alone ({@link IntakeStatements#claimOne} just before). */
    SUSPECT,
    /** Attempts used up ({@link IntakeStatements#exhaust}). */
    EXHAUSTED,
    /** It has its outcome or waits for an operator ({@link IntakeStatements#disposeDuplicate}). */
    TERMINAL_DUPLICATE,
    /** Another message carries the command now ({@link IntakeStatements#disposeStale}). */
    STALE,
    /** A valid command without metadata ({@link IntakeStatements#adopt}, then claim). */
    UNKNOWN,
    /** Not a valid command of this domain ({@link IntakeStatements#quarantine}). */
    MALFORMED,
    /** Another worker has it: do nothing. */
    LEASE_LOST
}
