/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncProcessor;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.UnitOfWork;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.PluginHelper;

/** Runs a processor as part of a JDBC transaction: what a policy and a transacted consumer have in common. */
public final class TransactedExchange {

    private TransactedExchange() {}

    /**
     * Routes the exchange through the processor, synchronously and on this thread, with its unit of work marked as transacted. To be called
     * inside {@link JdbcTransactions#inTransaction}; when no transaction is active (propagation SUPPORTS, NEVER, NOT_SUPPORTED) it only
     * routes, synchronously. Failures of the processor end up on the exchange and are not thrown.
     *
     * <p>When the exchange has ended with an exception, {@code isRollbackOnly()} or {@code isRollbackOnlyLast()}, or when Camel is being
     * shut down by force, the transaction is marked rollback-only. The marker {@code rollbackOnlyLast} ends here: it is cleared, together
     * with an exception that came with it. A transaction that was marked rollback-only without the exchange knowing makes the exchange fail
     * with {@link TransactionRolledBackException}.
     *
     * <p>Error handlers of the processor work inside the transaction: what they redeliver adds to what the failed attempt has written, and
     * cannot succeed after an SQL error. {@link JdbcTransactionPolicy} keeps its route's error handler outside.
     *
     * @param exchange     must have a unit of work; a consumer creates it before (see {@code DefaultConsumer.createUoW})
     * @param transactions whose transaction it is
     * @param processor    what to run
     * @return true if the transaction may commit; false if it will be rolled back, also when the exchange shows no sign of it any more: a
     *         message must then not be acknowledged
     * @throws IllegalStateException if the exchange has no unit of work
     */
    public static boolean run(Exchange exchange, JdbcTransactions transactions, Processor processor) {
        UnitOfWork unitOfWork = exchange.getUnitOfWork();
        if (unitOfWork == null) {
            throw new IllegalStateException("Exchange " + exchange.getExchangeId()
                    + " has no unit of work to mark as transacted: create one before it is processed");
        }
        boolean transactional = transactions.isActive();
        TransactionMark mark = TransactionMark.push(transactions, exchange);
        try {
            if (transactional) {
                unitOfWork.beginTransactedBy(mark);
            }
            route(exchange, AsyncProcessorConverterHelper.convert(processor));
        } finally {
            if (transactional) {
                unitOfWork.endTransactedBy(mark);
            }
            mark.pop(exchange);
        }
        if (!transactional) {
            return !isFailed(exchange);
        }
        return mayCommit(exchange, transactions);
    }

    private static void route(Exchange exchange, AsyncProcessor processor) {
        try {
            PluginHelper.getAsyncProcessorAwaitManager(exchange.getContext()).process(processor, exchange);
        } catch (Throwable e) {
            exchange.setException(e);
        }
    }

    private static boolean mayCommit(Exchange exchange, JdbcTransactions transactions) {
        if (!isFailed(exchange) && exchange.getContext().getShutdownStrategy().isForceShutdown()) {
            // Whatever runs after the commit, an acknowledgement say, may find its pool closed.
            exchange.setException(
                    new RejectedExecutionException("Camel is being shut down by force: the transaction of exchange "
                            + exchange.getExchangeId() + " is rolled back"));
        }
        if (!isFailed(exchange) && transactions.isRollbackOnly()) {
            exchange.setException(
                    new TransactionRolledBackException("The transaction of exchange " + exchange.getExchangeId()
                            + " was marked rollback-only by a part of the route whose failure was then handled: let the failure leave the"
                            + " transacted block, or run that part with propagation NESTED or REQUIRES_NEW"));
        }
        boolean failed = isFailed(exchange);
        if (failed) {
            transactions.setRollbackOnly();
        }
        if (exchange.isRollbackOnlyLast()) {
            exchange.setRollbackOnlyLast(false);
            exchange.setException(null);
        }
        return !failed;
    }

    private static boolean isFailed(Exchange exchange) {
        return exchange.getException() != null || exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
    }
}
