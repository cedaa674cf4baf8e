/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/** Acknowledges when the exchange completes, wherever that is: the completion is handed over with the exchange. */
final class AcknowledgingHandler implements ExchangeHandler {

    private final PgmqConsumer consumer;

    AcknowledgingHandler(PgmqConsumer consumer) {
        this.consumer = consumer;
    }

    @Override
    public void handle(InFlight<QueueDelivery, Lease> inFlight) {
        Exchange exchange = consumer.exchangeOf(inFlight.delivery().message());
        exchange.getExchangeExtension().addOnCompletion(new Acknowledge(consumer, inFlight));
        try {
            consumer.getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            consumer.report(exchange);
            consumer.releaseExchange(exchange, false);
        }
    }

    private record Acknowledge(PgmqConsumer consumer, InFlight<QueueDelivery, Lease> inFlight)
            implements Synchronization {

        @Override
        public void onComplete(Exchange exchange) {
            boolean success = exchange.getException() == null && !exchange.isRollbackOnly();
            inFlight.settle(success ? inFlight.delivery().lease() : null);
        }

        @Override
        public void onFailure(Exchange exchange) {
            // The message returns when its lease ends.
            inFlight.settle(null);
        }
    }
}
