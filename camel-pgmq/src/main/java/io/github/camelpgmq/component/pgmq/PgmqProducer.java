/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueNotFoundException;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Sends to queues and does all else that PGMQ can ({@link PgmqOperation}), inside the transaction bound to the thread if
 * there is one. What the operation fails with ends up on the exchange. Thread-safe.
 */
public class PgmqProducer extends DefaultAsyncProducer {

    private final PgmqEndpoint endpoint;
    private final QueueName queue;
    private JdbcTransactions transactions;
    private ProducerOptions options;
    private ProducerOperations operations;
    private TargetQueues queues;

    public PgmqProducer(PgmqEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.queue = endpoint.isAnyQueue() ? null : endpoint.queue();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        PgmqConfiguration configuration = endpoint.getConfiguration();
        options = new ProducerOptions(configuration);
        transactions = endpoint.transactions();
        Announcer announcer =
                new Announcer(transactions, endpoint.hub(transactions.target()), configuration.getNotifyMode());
        operations = new ProducerOperations(endpoint, options, endpoint.client(), announcer);
        queues = new TargetQueues(endpoint, queue, new PgmqClient(transactions.target()));
        endpoint.prepareSending(transactions.target());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            PgmqOperation operation = options.operation(exchange.getMessage());
            QueueName target = queues.of(operation, exchange.getMessage());
            transactions.checkThread(exchange);
            if (operation == PgmqOperation.send && exchange.getPattern().isOutCapable()) {
                return request(exchange, target, callback);
            }
            perform(operation, exchange, target);
        } catch (Throwable e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    /** An InOut message. It is sent like any other: no reply is waited for. */
    private boolean request(Exchange exchange, QueueName target, AsyncCallback callback) throws Exception {
        perform(PgmqOperation.send, exchange, target);
        callback.done(true);
        return true;
    }

    private void perform(PgmqOperation operation, Exchange exchange, QueueName target) throws Exception {
        try {
            operations.get(operation).perform(exchange, target);
        } catch (QueueNotFoundException e) {
            queues.forget(target);
            throw e;
        }
        if (operation == PgmqOperation.dropQueue) {
            queues.forget(target);
        }
    }
}
