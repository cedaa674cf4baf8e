/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueStatements;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.HandlerPool;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.QueueSettings;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.JoinCheck;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.BridgeExceptionHandlerToErrorHandler;
import org.apache.camel.support.DefaultConsumer;

/** Consumes from a queue: an engine that fetches, a pool of handlers, and an acknowledgement for each exchange. */
public class PgmqConsumer extends DefaultConsumer implements Suspendable {

    private final PgmqEndpoint endpoint;
    private final QueueName queue;
    private MessageMapping mapping;
    private Replier replier;
    private ExecutorService handlerThreads;
    private volatile QueueEngine engine;

    public PgmqConsumer(PgmqEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.queue = endpoint.queue();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        PgmqConfiguration options = endpoint.getConfiguration();
        DeliverySettings settings = options.settings("pgmq:" + queue);
        mapping = new MessageMapping(endpoint);
        JdbcTransactions transactions = endpoint.transactions();
        replier = new Replier(options, transactions, endpoint.hub(transactions.target()), mapping);
        int handlers = options.getConcurrentConsumers();
        handlerThreads = threads().newFixedThreadPool(this, settings.name() + "-handler", handlers);
        ExchangeHandler handler = handler(transactions, options);
        HandlerPool<QueueDelivery, Settlement> pool = options.isBatching()
                ? HandlerPool.ofBatches(handlerThreads, handlers, options.getMaxMessagesPerPoll(), handler::handle)
                : HandlerPool.ofSingles(handlerThreads, handlers, delivery -> handler.handle(List.of(delivery)));
        engine = new QueueEngine(endpoint, settings, pool, this::reportTrouble);
        engine.start();
        setHealthCheck(PgmqConsumerHealthCheck.of(this));
    }

    @Override
    protected void doSuspend() throws Exception {
        engine.delivery().suspend();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        engine.delivery().resume();
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        setHealthCheck(null);
        try {
            if (engine != null) {
                engine.stop();
            }
        } finally {
            if (handlerThreads != null) {
                threads().shutdownGraceful(handlerThreads);
                handlerThreads = null;
            }
        }
        super.doStop();
    }

    /** An exchange for deliveries: the message itself, or a list of messages in batching mode; the caller releases it. */
    Exchange exchangeOf(List<InFlight<QueueDelivery, Settlement>> deliveries) {
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

    /** Tells Camel of a failure that no route has handled. */
    void report(Exchange exchange) {
        if (exchange.getException() != null) {
            getExceptionHandler().handleException("Error processing exchange", exchange, exchange.getException());
        }
    }

    /** How it is doing, or null if it has never been started. Does not ask the database. */
    ConsumerStatus status() {
        QueueEngine current = engine;
        return current == null ? null : current.status();
    }

    DeliveryEngine<QueueDelivery, Settlement> engine() {
        return engine.delivery();
    }

    private ExchangeHandler handler(JdbcTransactions transactions, PgmqConfiguration options) {
        QueueSettings settings = endpoint.queueSettings();
        if (!options.isTransacted()) {
            return new AcknowledgingHandler(this, settings.failurePolicy(), endpoint::acknowledged, replier);
        }
        JoinCheck.warnIfSqlCannotJoin(endpoint.getCamelContext(), transactions, endpoint.getEndpointUri());
        return new TransactedHandler(
                this,
                transactions,
                new QueueStatements(queue),
                endpoint.acknowledges() ? settings.acknowledgement() : null,
                settings.failurePolicy(),
                endpoint::alreadyAcknowledged,
                replier);
    }

    /** The engine logs each trouble once; a route gets all of them, if it wants them. */
    void reportTrouble(Exception trouble) {
        if (getExceptionHandler() instanceof BridgeExceptionHandlerToErrorHandler) {
            getExceptionHandler().handleException("Queue '" + queue + "' could not be read, will try again", trouble);
        }
    }

    private ExecutorServiceManager threads() {
        return endpoint.getCamelContext().getExecutorServiceManager();
    }
}
