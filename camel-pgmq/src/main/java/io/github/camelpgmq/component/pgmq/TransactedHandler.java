/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueStatements;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactedExchange;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.util.List;
import org.apache.camel.Exchange;

/** Routes and acknowledges in one transaction; a lease that was lost meanwhile rolls everything back. */
final class TransactedHandler implements ExchangeHandler {

    private final PgmqConsumer consumer;
    private final JdbcTransactions transactions;
    private final QueueStatements statements;
    private final Acknowledgement acknowledgement;

    TransactedHandler(
            PgmqConsumer consumer,
            JdbcTransactions transactions,
            QueueStatements statements,
            Acknowledgement acknowledgement) {
        this.consumer = consumer;
        this.transactions = transactions;
        this.statements = statements;
        this.acknowledgement = acknowledgement;
    }

    @Override
    public void handle(InFlight<QueueDelivery, Lease> inFlight) {
        Exchange exchange = consumer.exchangeOf(inFlight.delivery().message());
        try {
            consumer.createUoW(exchange);
            transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
                if (TransactedExchange.run(exchange, transactions, consumer.getProcessor())) {
                    Lease lease = inFlight.delivery().lease();
                    if (statements
                            .acknowledge(connection, acknowledgement, List.of(lease))
                            .isEmpty()) {
                        consumer.engine().countLostLease();
                        throw new PgmqException("The lease of message " + lease.messageId() + " in queue '"
                                + statements.queue() + "' was lost before its route ended: rolled back, another "
                                + "reader has it. Raise visibilityTimeout or set extendMessageVisibility=true");
                    }
                }
                return null;
            });
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            inFlight.settle(null);
            consumer.report(exchange);
            consumer.doneUoW(exchange);
            consumer.releaseExchange(exchange, false);
        }
    }
}
