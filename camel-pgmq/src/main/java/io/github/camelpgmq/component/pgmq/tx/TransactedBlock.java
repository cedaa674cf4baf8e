/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The part of a route that a {@link JdbcTransactionPolicy} is around. */
final class TransactedBlock extends DelegateAsyncProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(TransactedBlock.class);

    private final JdbcTransactions transactions;
    private final TransactionOptions options;

    TransactedBlock(Processor block, JdbcTransactions transactions, TransactionOptions options) {
        super(block);
        this.transactions = transactions;
        this.options = options;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            transactions.inTransaction(options, connection -> {
                runBlock(exchange);
                return null;
            });
        } catch (Throwable e) {
            LOG.debug("Transaction of exchange {} failed", exchange.getExchangeId(), e);
            if (exchange.getException() == null) {
                exchange.setException(e);
            } else if (exchange.getException() != e) {
                exchange.getException().addSuppressed(e);
            }
        }
        callback.done(true);
        return true;
    }

    private void runBlock(Exchange exchange) {
        // Multicast and routing slip give their branches error handlers of the route at run time, except within doTry.
        // Redelivery within the
        // transaction would commit what the failed attempt had written.
        Object before = exchange.getProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK);
        exchange.setProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK, true);
        boolean commit;
        try {
            commit = TransactedExchange.run(exchange, transactions, getProcessor());
        } finally {
            if (before == null) {
                exchange.removeProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK);
            } else {
                exchange.setProperty(ExchangePropertyKey.TRY_ROUTE_BLOCK, before);
            }
        }
        if (!commit) {
            LOG.debug("Rolling back the transaction of exchange {}", exchange.getExchangeId());
        }
    }

    @Override
    public String toString() {
        return "Transacted" + options + "[" + getProcessor() + "]";
    }
}
