/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

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
    public void run(Attempt attempt) {
        Exchange exchange = consumer.createExchange(false);
        Complete completion = new Complete(outcomes, attempt);
        try {
            consumer.fill(exchange, attempt.command());
        } catch (RuntimeException e) {
            // No route runs, so nobody else would tell of the end.
            completion.failed(exchange, e);
            consumer.releaseExchange(exchange, false);
            return;
        }
        exchange.getExchangeExtension().addOnCompletion(completion);
        try {
            consumer.getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        } finally {
            if (exchange.getExchangeExtension().containsOnCompletion(completion)) {
                // It got no unit of work that would tell of its end, as when Camel is being shut down by force.
                completion.onComplete(exchange);
            }
            consumer.releaseExchange(exchange, false);
        }
    }

    @Override
    public boolean holdsConnection() {
        return false;
    }

    private record Complete(Outcomes outcomes, Attempt attempt) implements Synchronization {

        @Override
        public void onComplete(Exchange exchange) {
            if (exchange.getException() != null || exchange.isRollbackOnly()) {
                onFailure(exchange);
                return;
            }
            try {
                outcomes.completed(attempt, outcomes.completionOf(attempt.command(), exchange));
            } catch (RuntimeException e) {
                failed(exchange, e);
            }
        }

        @Override
        public void onFailure(Exchange exchange) {
            failed(exchange, outcomes.failureOf(exchange));
        }

        private void failed(Exchange exchange, Exception failure) {
            try {
                outcomes.failed(attempt, failure, RetryAfter.of(exchange, failure));
            } finally {
                attempt.inFlight().settle(null);
            }
        }
    }
}
