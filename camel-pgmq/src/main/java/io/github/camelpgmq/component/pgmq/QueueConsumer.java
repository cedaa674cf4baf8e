/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.QueueStatements;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryOutcome;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.FailurePolicy;
import io.github.camelpgmq.component.pgmq.consumer.HandlerPool;
import io.github.camelpgmq.component.pgmq.consumer.HandlingCounts;
import io.github.camelpgmq.component.pgmq.consumer.HandlingListener;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.JoinCheck;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.spi.ExecutorServiceManager;
import org.apache.camel.support.BridgeExceptionHandlerToErrorHandler;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Consumes from a queue: an engine that fetches, a pool of handlers, and an acknowledgement for each exchange. What the
 * exchanges look like is up to the subclass.
 */
public abstract class QueueConsumer extends ObservedConsumer {

    private final QueueSource source;
    private final String name;
    private ExecutorService handlerThreads;
    private volatile QueueEngine engine;
    private volatile ConsumerMeters meters;

    /** @param name names the consumer in threads and messages */
    protected QueueConsumer(DefaultEndpoint endpoint, QueueSource source, String name, Processor processor) {
        super(endpoint, processor);
        this.source = source;
        this.name = name;
    }

    /**
     * An exchange for deliveries, which are several only in batching mode; the caller releases it.
     *
     * @throws UnreadableMessageException if a message is none for the route; then no exchange has been made
     */
    protected abstract Exchange exchangeOf(List<InFlight<QueueDelivery, Settlement>> deliveries);

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        DeliverySettings settings = source.getConfiguration().settings(name);
        int handlers = source.getConfiguration().getConcurrentConsumers();
        handlerThreads = HandlerThreads.open(threads(), this, name + "-handler", handlers);
        meters = new ConsumerMeters(source.getCamelContext(), source.queue(), getRouteId());
        engine = new QueueEngine(source, settings, pool(handlerThreads, handlers, handler()), this::reportTrouble);
        engine.start();
        meters.watch(
                engine.delivery(), source.transactions().target(), component().getMetricsInterval());
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
        if (meters != null) {
            meters.close();
        }
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

    /** The threads that run a handler for each message, unless overridden. */
    HandlerPool<QueueDelivery, Settlement> pool(ExecutorService threads, int handlers, ExchangeHandler handler) {
        return HandlerPool.ofSingles(threads, handlers, delivery -> {
            try {
                handler.handle(List.of(delivery));
            } catch (UnreadableMessageException e) {
                listener()
                        .settle(
                                delivery,
                                FailurePolicy.unreadable(delivery.delivery().lease(), e.getMessage()),
                                DeliveryOutcome.GIVEN_UP);
            }
        });
    }

    /** What the exchange is routed through. */
    protected Processor route() {
        return getProcessor();
    }

    /** Who replies to consumed messages; null, nobody, unless overridden. */
    Replier replier() {
        return null;
    }

    /** Tells Camel of a failure that no route has handled. */
    void report(Exchange exchange) {
        if (exchange.getException() != null) {
            getExceptionHandler().handleException("Error processing exchange", exchange, exchange.getException());
        }
    }

    /** The engine logs each trouble once; a route gets all of them, if it wants them. */
    void reportTrouble(Exception trouble) {
        if (getExceptionHandler() instanceof BridgeExceptionHandlerToErrorHandler) {
            getExceptionHandler()
                    .handleException("Queue '" + source.queue() + "' could not be read, will try again", trouble);
        }
    }

    @Override
    protected ConsumerStatus status() {
        QueueEngine current = engine;
        return current == null ? null : current.status();
    }

    @Override
    protected HandlingCounts<?> counts() {
        ConsumerMeters current = meters;
        return current == null ? null : current.counts();
    }

    @Override
    public void pollNow() {
        QueueEngine current = engine;
        if (current != null) {
            current.delivery().wakeUp();
        }
    }

    /** Told how each delivery has ended. */
    HandlingListener<DeliveryOutcome> listener() {
        return meters.listener();
    }

    DeliveryEngine<QueueDelivery, Settlement> engine() {
        return engine.delivery();
    }

    private ExchangeHandler handler() {
        ExchangeHandler handler = acknowledgingHandler();
        return deliveries -> logContext(deliveries).run(() -> handler.handle(deliveries));
    }

    private LogContext logContext(List<InFlight<QueueDelivery, Settlement>> deliveries) {
        LogContext context =
                LogContext.empty().with(PgmqMdcKeys.QUEUE, source.queue().name());
        return deliveries.size() > 1
                ? context
                : context.with(
                        PgmqMdcKeys.MESSAGE_ID,
                        deliveries.get(0).delivery().lease().messageId());
    }

    private ExchangeHandler acknowledgingHandler() {
        Replier replier = replier();
        if (!source.transacts()) {
            return new AcknowledgingHandler(this, completion(source::acknowledged, replier));
        }
        JdbcTransactions transactions = source.transactions();
        JoinCheck.warnIfSqlCannotJoin(source.getCamelContext(), transactions, source.getEndpointUri());
        return new TransactedHandler(
                this,
                transactions,
                new QueueStatements(source.queue()),
                source.acknowledges() ? source.queueSettings().acknowledgement() : null,
                replier,
                completion(source::alreadyAcknowledged, replier));
    }

    private Function<List<InFlight<QueueDelivery, Settlement>>, Completion> completion(
            Function<Lease, Settlement> success, Replier replier) {
        FailurePolicy failurePolicy = source.queueSettings().failurePolicy();
        return deliveries -> new Completion(deliveries, failurePolicy, success, replier, listener());
    }

    private ExecutorServiceManager threads() {
        return source.getCamelContext().getExecutorServiceManager();
    }
}
