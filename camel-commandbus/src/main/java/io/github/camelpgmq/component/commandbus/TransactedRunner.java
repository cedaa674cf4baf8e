/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactedExchange;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.RollbackExchangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The route's SQL, the completion, the reply and the audit in one transaction. */
final class TransactedRunner implements CommandRunner {

    private static final Logger LOG = LoggerFactory.getLogger(TransactedRunner.class);

    private final CommandBusConsumer consumer;
    private final CommandStore store;
    private final JdbcTransactions transactions;
    private final Outcomes outcomes;
    private final OutageLog outage = new OutageLog(LOG);

    TransactedRunner(
            CommandBusConsumer consumer, CommandStore store, JdbcTransactions transactions, Outcomes outcomes) {
        this.consumer = consumer;
        this.store = store;
        this.transactions = transactions;
        this.outcomes = outcomes;
    }

    @Override
    public void run(FetchedCommand command, InFlight<CommandDelivery, Completion> inFlight) {
        Exchange exchange = consumer.createExchange(false);
        Exception failure = null;
        boolean ready = false;
        AtomicBoolean begun = new AtomicBoolean();
        try {
            consumer.createUoW(exchange);
            consumer.fill(exchange, command);
            ready = true;
            transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
                begun.set(true);
                outage.recovered("Transactions of domain '" + store.domain().name() + "' can begin again");
                if (!TransactedExchange.run(exchange, transactions, consumer.getProcessor())) {
                    throw outcomes.failureOf(exchange);
                }
                Completion completion = outcomes.completionOf(command, exchange);
                if (store.outcomes().complete(connection, List.of(completion)).isEmpty()) {
                    throw new LeaseLostException(store.domain().name(), command.commandId());
                }
                return null;
            });
            outcomes.replied(command);
        } catch (Exception e) {
            failure = e;
            exchange.setException(e instanceof RollbackExchangeException ? exchange.getException() : e);
        }
        try {
            if (failure != null && ready && !begun.get()) {
                notBegun(failure, command, inFlight);
            } else if (failure != null) {
                outcomes.failed(command, failure);
            }
        } finally {
            inFlight.settle(null);
            consumer.doneUoW(exchange);
            consumer.releaseExchange(exchange, false);
        }
    }

    /** The handler has not started, so this is no attempt. */
    private void notBegun(Exception cause, FetchedCommand command, InFlight<CommandDelivery, Completion> inFlight) {
        outage.failed(
                "No transaction of domain '" + store.domain().name() + "' can begin, its commands are given back."
                        + " Check the database and the size of its pool. Cause: {}",
                OutageLog.describe(cause));
        if (inFlight.delivery().fetched().claimed()) {
            inFlight.giveBack();
        } else {
            // A suspect was charged after its fetch, of which the engine knows nothing.
            outcomes.failed(command, cause);
        }
    }

    @Override
    public boolean holdsConnection() {
        return true;
    }
}
