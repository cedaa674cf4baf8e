/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryOutcome;
import io.github.camelpgmq.component.pgmq.consumer.FailurePolicy;
import io.github.camelpgmq.component.pgmq.consumer.HandlingListener;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles deliveries when their exchange completes, wherever that is: it is handed over with the exchange.
 *
 * @param success what success leaves to the engine, which may be null
 * @param replier replies before the acknowledgement: at least once; null if nobody replies
 * @param listener told how each delivery has ended
 */
record Completion(
        List<InFlight<QueueDelivery, Settlement>> deliveries,
        FailurePolicy failurePolicy,
        Function<Lease, Settlement> success,
        Replier replier,
        HandlingListener<DeliveryOutcome> listener)
        implements Synchronization {

    private static final Logger LOG = LoggerFactory.getLogger(Completion.class);

    @Override
    public void onComplete(Exchange exchange) {
        // Camel calls this for exchanges that are marked for rollback, too.
        if (exchange.getException() == null && !exchange.isRollbackOnly()) {
            replyAndSucceed(exchange);
        } else {
            failed(exchange.getException());
        }
    }

    @Override
    public void onFailure(Exchange exchange) {
        failed(exchange.getException());
    }

    private void replyAndSucceed(Exchange exchange) {
        try {
            if (replier != null) {
                replier.reply(deliveries, exchange);
            }
            succeeded();
        } catch (SQLException | RuntimeException e) {
            // The route is over, so nobody else will tell.
            LOG.warn(
                    "The reply to {} could not be sent, so it is not acknowledged: {}",
                    deliveries.get(0).delivery(),
                    e.toString());
            failed(e);
        }
    }

    /** The deliveries have been handled. */
    void succeeded() {
        deliveries.forEach(delivery ->
                listener.settle(delivery, success.apply(delivery.delivery().lease()), DeliveryOutcome.COMPLETED));
    }

    /** The deliveries end in vain. */
    void failed(Throwable error) {
        for (InFlight<QueueDelivery, Settlement> delivery : deliveries) {
            Settlement settlement = failurePolicy.failed(delivery.delivery().lease(), error);
            listener.settle(
                    delivery,
                    settlement,
                    settlement instanceof Settlement.GivenUp ? DeliveryOutcome.GIVEN_UP : DeliveryOutcome.RETRY);
        }
    }
}
