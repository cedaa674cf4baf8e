/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueStatements;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.HandlerPool;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.QueueStore;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.util.concurrent.ExecutorService;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.trait.message.MessageTrait;
import org.apache.camel.trait.message.RedeliveryTraitPayload;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Consumes from a queue: an engine that fetches, a pool of handlers, and an acknowledgement for each exchange. */
public class PgmqConsumer extends DefaultConsumer implements Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(PgmqConsumer.class);
    private static final long STOP_MILLIS = 10_000;

    private final PgmqEndpoint endpoint;
    private HeaderMapping headers;
    private ExecutorService loopThread;
    private ExecutorService handlerThreads;
    private DeliveryEngine<QueueDelivery, Lease> engine;
    private NotificationHub.Subscription subscription;

    public PgmqConsumer(PgmqEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        PgmqConfiguration options = endpoint.getConfiguration();
        headers = new HeaderMapping(endpoint.getHeaderFilterStrategy());
        JdbcTransactions transactions = endpoint.transactions();
        endpoint.prepareQueue(transactions.target());
        QueueStatements statements = new QueueStatements(endpoint.queue());
        DeliverySettings settings = options.settings("pgmq:" + statements.queue());
        ExchangeHandler handler = options.isTransacted()
                ? new TransactedHandler(
                        this, transactions, statements, options.getAckMode().acknowledgement())
                : new AcknowledgingHandler(this);
        ExecutorServiceManager threads = getEndpoint().getCamelContext().getExecutorServiceManager();
        int handlers = options.getConcurrentConsumers();
        handlerThreads = threads.newFixedThreadPool(this, settings.name() + "-handler", handlers);
        HandlerPool<QueueDelivery, Lease> pool = new HandlerPool<>(handlerThreads, handlers, handler::handle);
        engine = new DeliveryEngine<>(
                settings,
                transactions.target(),
                new QueueStore(statements, options.getAckMode().acknowledgement(), options.getVisibilityTimeout()),
                pool);
        subscription = subscribe(
                endpoint.hub(transactions.target()), statements.queue().channel(), options);
        loopThread = threads.newSingleThreadExecutor(this, settings.name() + "-fetch");
        loopThread.execute(engine);
    }

    @Override
    protected void doSuspend() throws Exception {
        engine.suspend();
        super.doSuspend();
    }

    @Override
    protected void doResume() throws Exception {
        engine.resume();
        super.doResume();
    }

    @Override
    protected void doStop() throws Exception {
        if (subscription != null) {
            subscription.close();
            subscription = null;
        }
        if (engine != null && !engine.stop(STOP_MILLIS)) {
            LOG.debug("{} handlers still run; their messages return when their leases end", engine.inFlight());
        }
        ExecutorServiceManager threads = getEndpoint().getCamelContext().getExecutorServiceManager();
        if (loopThread != null) {
            threads.shutdownNow(loopThread);
            loopThread = null;
        }
        if (handlerThreads != null) {
            threads.shutdownGraceful(handlerThreads);
            handlerThreads = null;
        }
        super.doStop();
    }

    /** An exchange for a message; the caller releases it. */
    Exchange exchangeOf(PgmqMessage message) {
        Exchange exchange = createExchange(false);
        headers.fromJson(message.headers(), exchange);
        Message in = exchange.getMessage();
        in.setBody(message.body());
        in.setHeader(PgmqConstants.MESSAGE_ID, message.id());
        in.setHeader(PgmqConstants.READ_COUNT, message.readCount());
        in.setHeader(PgmqConstants.ENQUEUED_AT, message.enqueuedAt());
        in.setHeader(PgmqConstants.VISIBLE_AT, message.visibleAt());
        in.setHeader(PgmqConstants.QUEUE, endpoint.queue().name());
        in.setHeader(Exchange.MESSAGE_TIMESTAMP, message.enqueuedAt().toEpochMilli());
        if (message.readCount() > 1) {
            in.setPayloadForTrait(MessageTrait.REDELIVERY, RedeliveryTraitPayload.IS_REDELIVERY);
        }
        return exchange;
    }

    /** Tells Camel of a failure that no route has handled. */
    void report(Exchange exchange) {
        if (exchange.getException() != null) {
            getExceptionHandler().handleException("Error processing exchange", exchange, exchange.getException());
        }
    }

    DeliveryEngine<QueueDelivery, Lease> engine() {
        return engine;
    }

    private NotificationHub.Subscription subscribe(NotificationHub hub, String channel, PgmqConfiguration options) {
        return options.isNotify()
                ? hub.subscribe(channel, engine::wakeUp)
                : hub.subscribeLocally(channel, engine::wakeUp);
    }
}
