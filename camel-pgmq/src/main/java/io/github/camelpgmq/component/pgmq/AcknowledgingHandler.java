/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.consumer.FailurePolicy;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** Routes without a transaction; the engine writes the acknowledgement afterwards. */
final class AcknowledgingHandler implements ExchangeHandler {

    private final QueueConsumer consumer;
    private final FailurePolicy failurePolicy;
    private final Function<Lease, Settlement> success;
    private final Replier replier;

    AcknowledgingHandler(
            QueueConsumer consumer, FailurePolicy failurePolicy, Function<Lease, Settlement> success, Replier replier) {
        this.consumer = consumer;
        this.failurePolicy = failurePolicy;
        this.success = success;
        this.replier = replier;
    }

    @Override
    public void handle(List<InFlight<QueueDelivery, Settlement>> deliveries) {
        Exchange exchange = consumer.exchangeOf(deliveries);
        exchange.getExchangeExtension()
                .addOnCompletion(new Completion(deliveries, failurePolicy, success, replier, consumer.listener()));
        try {
            consumer.getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            consumer.report(exchange);
            consumer.releaseExchange(exchange, false);
        }
    }
}
