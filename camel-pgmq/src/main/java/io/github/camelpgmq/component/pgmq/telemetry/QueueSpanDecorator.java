/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.telemetry;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.decorators.AbstractMessagingSpanDecorator;

/**
 * Tells received messages, which have an id from the beginning, from sent ones, which have one in the end. Attributes are named by
 * OpenTelemetry's conventions for messaging spans. Thread-safe.
 */
public abstract class QueueSpanDecorator extends AbstractMessagingSpanDecorator {

    private static final String SYSTEM = "messaging.system";
    private static final String PROPERTY = "CamelPgmqSpan";

    /** Adds what is known of the message that the exchange was made for. */
    protected abstract void received(Span span, Exchange exchange);

    /**
     * Adds what is known of what was sent, or done, without a failure.
     *
     * @param destination what it was before it was sent
     */
    protected abstract void sent(Span span, Exchange exchange, Endpoint endpoint, String destination);

    @Override
    public void beforeTracingEvent(Span span, Exchange exchange, Endpoint endpoint) {
        super.beforeTracingEvent(span, exchange, endpoint);
        span.setTag(SYSTEM, "pgmq");
        // A route may send to the very endpoint that it consumes from, but only after it has consumed. A producer
        // template names the endpoint
        // that it sends to as the one that its exchange comes from, but no route.
        boolean received = exchange.getFromEndpoint() == endpoint
                && exchange.getFromRouteId() != null
                && exchange.getProperty(PROPERTY) == null;
        exchange.setProperty(
                PROPERTY, new Sending(received ? null : span, endpoint, getDestination(exchange, endpoint)));
        if (received) {
            received(span, exchange);
        }
    }

    @Override
    public void afterTracingEvent(Span span, Exchange exchange) {
        super.afterTracingEvent(span, exchange);
        if (!exchange.isFailed()
                && exchange.getProperty(PROPERTY) instanceof Sending sending
                && sending.span() == span) {
            sent(span, exchange, sending.endpoint(), sending.destination());
        }
    }

    /** Sets a tag if there is a value. */
    protected static void tag(Span span, String name, Object value) {
        if (value != null) {
            span.setTag(name, value.toString());
        }
    }

    /** @param span null after a message was received */
    private record Sending(Span span, Endpoint endpoint, String destination) {}
}
