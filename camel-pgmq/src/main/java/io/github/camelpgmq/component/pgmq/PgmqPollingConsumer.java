/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryOutcome;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.FailurePolicy;
import io.github.camelpgmq.component.pgmq.consumer.HandlingListener;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.ReceiverHandover;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.PollingConsumerSupport;

/**
 * Receives one message at a time for {@code pollEnrich}, {@code poll} and the consumer template: woken, leased, renewed
 * and acknowledged like the messages of a route, when the exchange that got it completes. Nothing is fetched while
 * nobody waits. Thread-safe.
 */
public class PgmqPollingConsumer extends PollingConsumerSupport {

    /** The longest that receiveNoWait waits for the database's answer. */
    private static final long LOOK_MILLIS = 10_000;

    /** Whoever polls has no consumer that goes on. */
    private static final HandlingListener<DeliveryOutcome> NOT_COUNTED = (outcome, nanos) -> {};

    private final PgmqEndpoint endpoint;
    private final QueueName queue;
    private FailurePolicy failurePolicy;
    private ReceiverHandover handover;
    private MessageMapping mapping;
    private QueueEngine engine;

    public PgmqPollingConsumer(PgmqEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.queue = endpoint.queue();
    }

    @Override
    public Exchange receive() {
        return receive(Long.MAX_VALUE / 2, engine.delivery()::wakeUp);
    }

    @Override
    public Exchange receive(long timeout) {
        return timeout < 0 ? receive() : receive(TimeUnit.MILLISECONDS.toNanos(timeout), engine.delivery()::wakeUp);
    }

    @Override
    public Exchange receiveNoWait() {
        return receive(0, () -> engine.delivery().look(LOOK_MILLIS));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        PgmqConfiguration options = endpoint.getConfiguration();
        if (options.isTransacted() || options.isBatching()) {
            throw new IllegalArgumentException("transacted and batching are for routes that consume from "
                    + endpoint.getEndpointUri()
                    + ", not for polling it (pollEnrich): the exchange that polls has its own "
                    + "transaction and takes one message");
        }
        mapping = new MessageMapping(endpoint);
        failurePolicy = endpoint.queueSettings().failurePolicy();
        DeliverySettings settings = options.settings("pgmq:" + queue + "-poll");
        handover = new ReceiverHandover();
        engine = new QueueEngine(endpoint, settings, handover, trouble -> {});
        engine.start();
    }

    @Override
    protected void doStop() throws Exception {
        if (engine != null) {
            handover.close();
            engine.stop();
        }
        super.doStop();
    }

    private Exchange receive(long timeoutNanos, ReceiverHandover.Prompt prompt) {
        try {
            InFlight<QueueDelivery, Settlement> received = handover.receive(prompt, timeoutNanos);
            return received == null ? null : exchangeOf(received);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeCamelException(e);
        }
    }

    private Exchange exchangeOf(InFlight<QueueDelivery, Settlement> received) {
        Exchange exchange = endpoint.createExchange();
        mapping.deliver(received.delivery().message(), queue, exchange);
        exchange.getExchangeExtension()
                .addOnCompletion(
                        new Completion(List.of(received), failurePolicy, endpoint::acknowledged, null, NOT_COUNTED));
        return exchange;
    }
}
