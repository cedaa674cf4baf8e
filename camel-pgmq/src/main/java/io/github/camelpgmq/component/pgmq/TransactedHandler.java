/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.LeaseLostException;
import io.github.camelpgmq.component.pgmq.client.QueueStatements;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryOutcome;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactedExchange;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes and acknowledges in one transaction; a lease that was lost meanwhile rolls everything back. */
final class TransactedHandler implements ExchangeHandler {

    private static final Logger LOG = LoggerFactory.getLogger(TransactedHandler.class);

    private final QueueConsumer consumer;
    private final JdbcTransactions transactions;
    private final QueueStatements statements;
    private final Acknowledgement acknowledgement;
    private final Replier replier;
    private final Function<List<InFlight<QueueDelivery, Settlement>>, Completion> completion;
    private final OutageLog outage = new OutageLog(LOG);

    /**
     * @param acknowledgement what success does to the message, or null to leave that to the route
     * @param replier replies in the same transaction; null if nobody replies
     * @param completion settles deliveries after the commit or the rollback
     */
    TransactedHandler(
            QueueConsumer consumer,
            JdbcTransactions transactions,
            QueueStatements statements,
            Acknowledgement acknowledgement,
            Replier replier,
            Function<List<InFlight<QueueDelivery, Settlement>>, Completion> completion) {
        this.consumer = consumer;
        this.transactions = transactions;
        this.statements = statements;
        this.acknowledgement = acknowledgement;
        this.replier = replier;
        this.completion = completion;
    }

    @Override
    public void handle(List<InFlight<QueueDelivery, Settlement>> deliveries) {
        Exchange exchange = consumer.exchangeOf(deliveries);
        boolean committed = false;
        AtomicBoolean begun = new AtomicBoolean();
        try {
            consumer.createUoW(exchange);
            committed = transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
                begun.set(true);
                outage.recovered("Transactions over queue '" + statements.queue() + "' can begin again");
                boolean mayCommit = TransactedExchange.run(exchange, transactions, consumer.route());
                if (mayCommit) {
                    acknowledge(connection, deliveries);
                    if (replier != null) {
                        replier.reply(connection, deliveries, exchange);
                    }
                }
                return mayCommit;
            });
        } catch (Exception e) {
            exchange.setException(e);
            if (!begun.get()) {
                notBegun(e, deliveries);
            }
        } finally {
            if (begun.get()) {
                settle(exchange, deliveries, committed);
                consumer.report(exchange);
            }
            consumer.doneUoW(exchange);
            consumer.releaseExchange(exchange, false);
        }
    }

    private void acknowledge(Connection connection, List<InFlight<QueueDelivery, Settlement>> deliveries)
            throws SQLException {
        if (acknowledgement == null) {
            return;
        }
        List<Lease> leases =
                deliveries.stream().map(one -> one.delivery().lease()).toList();
        Set<Lease> held = statements.acknowledge(connection, acknowledgement, leases);
        List<InFlight<QueueDelivery, Settlement>> lost = deliveries.stream()
                .filter(one -> !held.contains(one.delivery().lease()))
                .toList();
        if (!lost.isEmpty()) {
            lost.forEach(this::lost);
            throw new LeaseLostException(
                    statements.queue(),
                    lost.stream().map(one -> one.delivery().lease().messageId()).toList());
        }
    }

    /** Somebody else has it, so there is nothing to write for it; it would be counted once more. */
    private void lost(InFlight<QueueDelivery, Settlement> delivery) {
        consumer.engine().countLostLease();
        consumer.listener().settle(delivery, null, DeliveryOutcome.LEASE_LOST);
    }

    /** No handler has failed, so this is neither a failure of the message nor one that each message is to be logged with. */
    private void notBegun(Exception cause, List<InFlight<QueueDelivery, Settlement>> deliveries) {
        outage.failed(
                "No transaction over queue '" + statements.queue() + "' can begin, its messages are given back."
                        + " Check the database and the size of its pool. Cause: {}",
                OutageLog.describe(cause));
        LOG.debug("{} could not be handled", deliveries, cause);
        deliveries.forEach(InFlight::giveBack);
        consumer.reportTrouble(cause);
    }

    private void settle(Exchange exchange, List<InFlight<QueueDelivery, Settlement>> deliveries, boolean committed) {
        Completion end = completion.apply(deliveries);
        if (committed) {
            end.succeeded();
        } else {
            end.failed(exchange.getException());
        }
    }
}
