/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.time.Duration;

/** A command has succeeded, but the transaction that it shared with others could not be committed. */
final class SharedTransactionException extends TransientCommandException {

    static final String CODE = "SHARED_TRANSACTION_FAILED";

    private static final long serialVersionUID = 1L;

    /** Nobody knows which command it was, so each is tried again, alone and at once. */
    SharedTransactionException(int commands, Throwable cause) {
        super(
                CODE,
                "The transaction that this command shared with " + (commands - 1) + " others could not be committed: "
                        + cause.getMessage(),
                Duration.ZERO,
                cause);
    }
}
