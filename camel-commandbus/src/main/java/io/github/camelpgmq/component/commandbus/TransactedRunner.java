/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactedExchange;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;

/** The route's SQL, the completion, the reply and the audit in one transaction. */
final class TransactedRunner implements CommandRunner {

    private final CommandBusConsumer consumer;
    private final CommandStore store;
    private final JdbcTransactions transactions;
    private final TransactionStart start;
    private final Outcomes outcomes;

    TransactedRunner(
            CommandBusConsumer consumer,
            CommandStore store,
            JdbcTransactions transactions,
            TransactionStart start,
            Outcomes outcomes) {
        this.consumer = consumer;
        this.store = store;
        this.transactions = transactions;
        this.start = start;
        this.outcomes = outcomes;
    }

    @Override
    public void run(Attempt attempt) {
        FetchedCommand command = attempt.command();
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
                start.succeeded();
                if (!TransactedExchange.run(exchange, transactions, consumer.getProcessor())) {
                    throw outcomes.failureOf(exchange);
                }
                Completion completion = outcomes.completionOf(command, exchange);
                if (!store.outcomes().complete(connection, completion)) {
                    throw new LeaseLostException(store.domain().name(), command.commandId());
                }
                return null;
            });
        } catch (Exception e) {
            failure = e;
            exchange.setException(e);
        }
        try {
            if (failure == null) {
                outcomes.completed(attempt);
            } else if (ready && !begun.get()) {
                start.failed(failure, List.of(attempt));
            } else {
                outcomes.failed(attempt, failure, RetryAfter.of(exchange, failure));
            }
        } finally {
            attempt.inFlight().settle(null);
            consumer.doneUoW(exchange);
            consumer.releaseExchange(exchange, false);
        }
    }

    @Override
    public boolean holdsConnection() {
        return true;
    }
}
