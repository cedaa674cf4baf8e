/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import javax.sql.DataSource;
import org.apache.camel.Exchange;

/**
 * Kept as a property of an exchange while it is in a block of ours, so that copies of the exchange, which Camel makes for splitting and
 * the like, tell which transaction they belong to. It is also the key of the transaction in the unit of work.
 */
final class TransactionMark {

    private static final String PROPERTY = "CamelPgmqTransactionMark";

    private final DataSource target;
    private final boolean transactional;
    private final TransactionMark outer;

    private TransactionMark(DataSource target, boolean transactional, TransactionMark outer) {
        this.target = target;
        this.transactional = transactional;
        this.outer = outer;
    }

    /** Marks the exchange as being in a block of these transactions, with an active transaction or explicitly without one. */
    static TransactionMark push(JdbcTransactions transactions, Exchange exchange) {
        TransactionMark mark = new TransactionMark(transactions.target(), transactions.isActive(), of(exchange));
        exchange.setProperty(PROPERTY, mark);
        return mark;
    }

    void pop(Exchange exchange) {
        if (outer == null) {
            exchange.removeProperty(PROPERTY);
        } else {
            exchange.setProperty(PROPERTY, outer);
        }
    }

    static void checkThread(JdbcTransactions transactions, Exchange exchange) {
        // Not by isTransacted(), which the copies for seda and wireTap are not.
        TransactionMark mark = of(exchange);
        while (mark != null && mark.target != transactions.target()) {
            mark = mark.outer;
        }
        if (mark != null && mark.transactional && !transactions.isActive()) {
            throw new IllegalStateException(
                    "Exchange " + exchange.getExchangeId() + " belongs to a JDBC transaction that is not bound to"
                            + " thread '" + Thread.currentThread().getName()
                            + "', so this step would not be part of it. A transacted block must stay"
                            + " on one thread: remove parallelProcessing or the custom thread pool from split, multicast or recipientList in it, or"
                            + " put the parallel part outside the block. What seda or wireTap hands on and is to be committed on its own goes under a"
                            + " JdbcTransactionPolicy with propagation NOT_SUPPORTED or REQUIRES_NEW there");
        }
    }

    private static TransactionMark of(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof TransactionMark mark ? mark : null;
    }

    @Override
    public String toString() {
        return transactional ? "JDBC transaction" : "no JDBC transaction";
    }
}
