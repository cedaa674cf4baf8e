/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.NewMessage;
import io.github.camelpgmq.component.pgmq.client.PgmqClient;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.time.Duration;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;

/**
 * Sends the message of an exchange to the queue, inside the transaction bound to the thread if there is one; InOut waits
 * for the reply.
 */
public class PgmqProducer extends DefaultAsyncProducer {

    private final PgmqEndpoint endpoint;
    private final QueueName queue;
    private JdbcTransactions transactions;
    private NotificationHub hub;
    private PgmqClient client;
    private MessageMapping mapping;
    private PgmqRequester requester;

    public PgmqProducer(PgmqEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.queue = endpoint.queue();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        transactions = endpoint.transactions();
        hub = endpoint.hub(transactions.target());
        client = endpoint.client();
        mapping = new MessageMapping(endpoint);
        requester = new PgmqRequester(endpoint, transactions, hub, mapping);
        endpoint.prepareSending(transactions.target());
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            transactions.checkThread(exchange);
            if (exchange.getPattern().isOutCapable()) {
                requester.request(exchange, headers -> send(exchange, headers), callback);
                return false;
            }
            send(exchange, Map.of());
        } catch (Exception e) {
            exchange.setException(e);
        }
        callback.done(true);
        return true;
    }

    private void send(Exchange exchange, Map<String, Object> extraHeaders) {
        Message in = exchange.getMessage();
        Duration delay =
                in.getHeader(PgmqConstants.DELAY, endpoint.getConfiguration().getDelay(), Duration.class);
        String headers =
                mapping.headers(in.getHeaders(), endpoint.getConfiguration().getMessageGroup(), extraHeaders, exchange);
        long id = client.send(queue, new NewMessage(mapping.body(in.getBody(), exchange), headers, Delay.of(delay)));
        in.setHeader(PgmqConstants.MESSAGE_ID, id);
        in.setHeader(PgmqConstants.QUEUE, queue.name());
        transactions.afterCommit(() -> hub.notifyAfterCommit(queue.channel()));
    }
}
