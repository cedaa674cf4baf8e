/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactedExchange;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.RollbackExchangeException;

/** The route's SQL, the completion, the reply and the audit in one transaction. */
final class TransactedRunner implements CommandRunner {

    private final CommandBusConsumer consumer;
    private final CommandStore store;
    private final JdbcTransactions transactions;
    private final Outcomes outcomes;

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
        try {
            consumer.createUoW(exchange);
            consumer.fill(exchange, command);
            transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
                if (!TransactedExchange.run(exchange, transactions, consumer.getProcessor())) {
                    throw outcomes.failureOf(exchange);
                }
                Completion completion = outcomes.completionOf(command, exchange);
                if (store.complete(connection, List.of(completion)).isEmpty()) {
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
            if (failure != null) {
                outcomes.failed(command, failure);
            }
        } finally {
            inFlight.settle(null);
            consumer.doneUoW(exchange);
            consumer.releaseExchange(exchange, false);
        }
    }
}
