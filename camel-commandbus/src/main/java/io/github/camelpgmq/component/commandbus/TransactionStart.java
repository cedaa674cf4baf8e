/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What happens when the transaction of a handler cannot begin: no handler has started, so no attempt is used. Thread-safe. */
final class TransactionStart {

    private static final Logger LOG = LoggerFactory.getLogger(TransactionStart.class);

    private final String domain;
    private final OutageLog outage = new OutageLog(LOG);

    TransactionStart(String domain) {
        this.domain = domain;
    }

    void succeeded() {
        outage.recovered("Transactions of domain '" + domain + "' can begin again");
    }

    /** Gives the commands back, with their attempts. */
    void failed(Exception cause, List<Attempt> attempts) {
        outage.failed(
                "No transaction of domain '" + domain + "' can begin, its commands are given back."
                        + " Check the database and the size of its pool. Cause: {}",
                OutageLog.describe(cause));
        attempts.stream().map(Attempt::inFlight).forEach(InFlight::giveBack);
    }
}
