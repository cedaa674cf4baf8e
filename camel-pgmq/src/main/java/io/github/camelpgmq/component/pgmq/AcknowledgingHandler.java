/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** Routes without a transaction; the engine writes the acknowledgement afterwards. */
final class AcknowledgingHandler implements ExchangeHandler {

    private final QueueConsumer consumer;
    private final Function<List<InFlight<QueueDelivery, Settlement>>, Completion> completion;

    /** @param completion settles deliveries when their exchange completes */
    AcknowledgingHandler(
            QueueConsumer consumer, Function<List<InFlight<QueueDelivery, Settlement>>, Completion> completion) {
        this.consumer = consumer;
        this.completion = completion;
    }

    @Override
    public void handle(List<InFlight<QueueDelivery, Settlement>> deliveries) {
        Exchange exchange = consumer.exchangeOf(deliveries);
        exchange.getExchangeExtension().addOnCompletion(completion.apply(deliveries));
        try {
            consumer.route().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            consumer.report(exchange);
            consumer.releaseExchange(exchange, false);
        }
    }
}
