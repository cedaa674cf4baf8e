/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.HandlerPool;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Consumes from a queue: the messages as they are, one by one or as a list, and replies to those that ask for it. */
public class PgmqConsumer extends QueueConsumer {

    private final PgmqEndpoint endpoint;
    private final QueueName queue;
    private MessageMapping mapping;
    private Replier replier;

    public PgmqConsumer(PgmqEndpoint endpoint, Processor processor) {
        super(endpoint, endpoint, "pgmq:" + endpoint.queue(), processor);
        this.endpoint = endpoint;
        this.queue = endpoint.queue();
    }

    @Override
    protected void doStart() throws Exception {
        JdbcTransactions transactions = endpoint.transactions();
        mapping = new MessageMapping(endpoint);
        replier = new Replier(endpoint.getConfiguration(), transactions, endpoint.hub(transactions.target()), mapping);
        super.doStart();
    }

    @Override
    HandlerPool<QueueDelivery, Settlement> pool(ExecutorService threads, int handlers, ExchangeHandler handler) {
        PgmqConfiguration options = endpoint.getConfiguration();
        return options.isBatching()
                ? HandlerPool.ofBatches(threads, handlers, options.getMaxMessagesPerPoll(), handler::handle)
                : super.pool(threads, handlers, handler);
    }

    @Override
    Replier replier() {
        return replier;
    }

    @Override
    protected Exchange exchangeOf(List<InFlight<QueueDelivery, Settlement>> deliveries) {
        Exchange exchange = createExchange(false);
        List<PgmqMessage> messages =
                deliveries.stream().map(one -> one.delivery().message()).toList();
        if (endpoint.getConfiguration().isBatching()) {
            Message in = exchange.getMessage();
            in.setBody(mapping.messages(messages, queue, exchange));
            in.setHeader(PgmqConstants.QUEUE, queue.name());
            exchange.setProperty(Exchange.BATCH_SIZE, messages.size());
        } else {
            mapping.deliver(messages.get(0), queue, exchange);
            replier.prepare(messages.get(0), exchange);
        }
        return exchange;
    }
}
