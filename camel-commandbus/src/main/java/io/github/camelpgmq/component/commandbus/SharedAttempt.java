/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.Completion;
import org.apache.camel.Exchange;

/** A command in a transaction that it shares with others: how its own part has ended. Used by one thread. */
final class SharedAttempt {

    private final Attempt attempt;
    private final Exchange exchange;
    private boolean started;
    private Completion completion;
    private Exception failure;

    SharedAttempt(Attempt attempt, Exchange exchange) {
        this.attempt = attempt;
        this.exchange = exchange;
    }

    Attempt attempt() {
        return attempt;
    }

    Exchange exchange() {
        return exchange;
    }

    /** Its savepoint is set, its handler runs. */
    void start() {
        started = true;
    }

    boolean started() {
        return started;
    }

    void succeeded(Completion written) {
        completion = written;
    }

    /** What to write for it; null if it has failed. */
    Completion completion() {
        return completion;
    }

    /** It was rolled back: to its savepoint or with the transaction. */
    void failed(Exception cause) {
        completion = null;
        failure = cause;
        exchange.setException(cause);
    }

    /** Why it has failed; null if it has not. */
    Exception failure() {
        return failure;
    }
}
