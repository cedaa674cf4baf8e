/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import org.apache.camel.Exchange;
import org.apache.camel.spi.Synchronization;

/** The route runs without a transaction; its completion is written together with others by the engine. */
final class GroupedRunner implements CommandRunner {

    private final CommandBusConsumer consumer;
    private final Outcomes outcomes;

    GroupedRunner(CommandBusConsumer consumer, Outcomes outcomes) {
        this.consumer = consumer;
        this.outcomes = outcomes;
    }

    @Override
    public void run(FetchedCommand command, InFlight<CommandDelivery, Completion> inFlight) {
        Exchange exchange = consumer.createExchange(false);
        Complete completion = new Complete(outcomes, command, inFlight);
        try {
            consumer.fill(exchange, command);
        } catch (RuntimeException e) {
            // No route runs, so nobody else would tell of the end.
            completion.failed(e);
            consumer.releaseExchange(exchange, false);
            return;
        }
        exchange.getExchangeExtension().addOnCompletion(completion);
        try {
            consumer.getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            consumer.releaseExchange(exchange, false);
        }
    }

    @Override
    public boolean holdsConnection() {
        return false;
    }

    private record Complete(Outcomes outcomes, FetchedCommand command, InFlight<CommandDelivery, Completion> inFlight)
            implements Synchronization {

        @Override
        public void onComplete(Exchange exchange) {
            if (exchange.getException() != null || exchange.isRollbackOnly()) {
                onFailure(exchange);
                return;
            }
            try {
                inFlight.settle(outcomes.completionOf(command, exchange));
            } catch (RuntimeException e) {
                failed(e);
            }
        }

        @Override
        public void onFailure(Exchange exchange) {
            failed(outcomes.failureOf(exchange));
        }

        private void failed(Exception failure) {
            try {
                outcomes.failed(command, failure);
            } finally {
                inFlight.settle(null);
            }
        }
    }
}
