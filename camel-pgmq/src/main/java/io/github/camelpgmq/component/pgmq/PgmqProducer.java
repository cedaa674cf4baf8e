/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueNotFoundException;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Sends to queues and does all else that PGMQ can ({@link PgmqOperation}), inside the transaction bound to the thread if
 * there is one. An InOut exchange that sends waits for the reply. What the operation fails with ends up on the exchange.
 * Thread-safe.
 */
public class PgmqProducer extends DefaultAsyncProducer {

    private final PgmqEndpoint endpoint;
    private final QueueName queue;
    private JdbcTransactions transactions;
    private ProducerOptions options;
    private ProducerOperations operations;
    private TargetQueues queues;
    private PgmqRequester requester;

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
        NotificationHub hub = endpoint.hub(transactions.target());
        MessageMapping mapping = new MessageMapping(endpoint);
        Announcer announcer = new Announcer(transactions, hub, configuration.getNotifyMode());
        operations = new ProducerOperations(endpoint, mapping, options, endpoint.client(), announcer);
        queues = new TargetQueues(endpoint, queue, new PgmqClient(StatementDataSource.alone(transactions.target())));
        requester = new PgmqRequester(endpoint, transactions, hub, mapping, options);
        endpoint.prepareSending(transactions.target());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            PgmqOperation operation = options.operation(exchange.getMessage());
            QueueName target = queues.of(operation, exchange.getMessage());
            transactions.checkThread(exchange);
            if (operation == PgmqOperation.send && exchange.getPattern().isOutCapable()) {
                requester.request(exchange, headers -> perform(operation, exchange, target, headers), callback);
                return false;
            }
            perform(operation, exchange, target, Map.of());
        } catch (Throwable e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    /** @param headers what is stored with a message that is sent, beside its own headers */
    private void perform(PgmqOperation operation, Exchange exchange, QueueName target, Map<String, Object> headers)
            throws Exception {
        try {
            operations.perform(operation, exchange, target, headers);
        } catch (QueueNotFoundException e) {
            queues.forget(target);
            throw e;
        }
        if (operation == PgmqOperation.dropQueue) {
            queues.forget(target);
        }
    }
}
