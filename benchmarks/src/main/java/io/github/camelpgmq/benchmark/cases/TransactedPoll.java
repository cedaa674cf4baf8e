/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import javax.sql.DataSource;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.PollingConsumerPollStrategy;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;

/**
 * Puts each poll of one camel-sql consumer, with all that its route does, into one transaction. The consumer's option
 * {@code transacted} does not begin one, and without it the locks of {@code FOR UPDATE} end with the SELECT. A consumer polls
 * on one thread at a time.
 */
final class TransactedPoll implements PollingConsumerPollStrategy {

    private final DataSourceTransactionManager transactions;
    private TransactionStatus status;

    TransactedPoll(DataSource dataSource) {
        transactions = new DataSourceTransactionManager(dataSource);
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        status = transactions.getTransaction(new DefaultTransactionDefinition());
        return true;
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        transactions.commit(status);
    }

    @Override
    public boolean rollback(Consumer consumer, Endpoint endpoint, int retryCounter, Exception cause) {
        if (!status.isCompleted()) {
            transactions.rollback(status);
        }
        return false;
    }
}
