/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.Values;
import io.github.camelpgmq.component.pgmq.client.Delay;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out when a route wants its failed command to be tried again. */
final class RetryAfter {

    private static final Logger LOG = LoggerFactory.getLogger(RetryAfter.class);

    private RetryAfter() {}

    /** By the header, else by the exception, else null: retryBackoff decides. */
    static Delay of(Exchange exchange, Throwable failure) {
        Object header = exchange.getMessage().getHeader(CommandBusConstants.RETRY_AFTER);
        if (header != null) {
            try {
                return Values.delay(header);
            } catch (IllegalArgumentException e) {
                LOG.warn(
                        "The header {} is ignored and retryBackoff decides: {}",
                        CommandBusConstants.RETRY_AFTER,
                        e.getMessage());
            }
        }
        for (Throwable cause : Causes.of(failure)) {
            if (cause instanceof TransientCommandException e
                    && e.getRetryAfter() != null
                    && !e.getRetryAfter().isNegative()) {
                return Delay.of(e.getRetryAfter());
            }
        }
        return null;
    }
}
