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
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;

/** Sends the message of an exchange to the queue, inside the transaction bound to the thread if there is one. */
public class PgmqProducer extends DefaultProducer {

    private final PgmqEndpoint endpoint;
    private final QueueName queue;
    private JdbcTransactions transactions;
    private NotificationHub hub;
    private PgmqClient client;
    private MessageMapping mapping;

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
        endpoint.prepareSending(transactions.target());
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        transactions.checkThread(exchange);
        Message in = exchange.getMessage();
        Duration delay =
                in.getHeader(PgmqConstants.DELAY, endpoint.getConfiguration().getDelay(), Duration.class);
        String headers =
                mapping.headers(in.getHeaders(), endpoint.getConfiguration().getMessageGroup(), Map.of(), exchange);
        long id = client.send(queue, new NewMessage(mapping.body(in.getBody(), exchange), headers, Delay.of(delay)));
        in.setHeader(PgmqConstants.MESSAGE_ID, id);
        in.setHeader(PgmqConstants.QUEUE, queue.name());
        transactions.afterCommit(() -> hub.notifyAfterCommit(queue.channel()));
    }
}
