/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.telemetry;

import io.github.camelpgmq.component.pgmq.PgmqComponent;
import io.github.camelpgmq.component.pgmq.PgmqConstants;
import io.github.camelpgmq.component.pgmq.PgmqEndpoint;
import io.github.camelpgmq.component.pgmq.PgmqOperation;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.TagConstants;

/** Names the spans of {@code pgmq:} by their queue and adds the message's id. Thread-safe. */
public class PgmqSpanDecorator extends QueueSpanDecorator {

    private static final String BATCH_SIZE = "messaging.batch.message_count";

    @Override
    public String getComponent() {
        return "pgmq";
    }

    @Override
    public String getComponentClassName() {
        return PgmqComponent.class.getName();
    }

    @Override
    protected String getDestination(Exchange exchange, Endpoint endpoint) {
        String override = exchange.getMessage().getHeader(PgmqConstants.OVERRIDE_QUEUE, String.class);
        return override == null ? ((PgmqEndpoint) endpoint).getQueueName() : override;
    }

    @Override
    protected void received(Span span, Exchange exchange) {
        tag(span, TagConstants.MESSAGE_ID, exchange.getMessage().getHeader(PgmqConstants.MESSAGE_ID));
        tag(span, BATCH_SIZE, exchange.getProperty(Exchange.BATCH_SIZE));
    }

    @Override
    protected void sent(Span span, Exchange exchange, Endpoint endpoint, String destination) {
        // With another operation, or with a reply, the headers do not tell of what was sent.
        if (!sends(exchange, (PgmqEndpoint) endpoint) || exchange.getPattern().isOutCapable()) {
            return;
        }
        Object queue = exchange.getMessage().getHeader(PgmqConstants.QUEUE);
        // toD names its queue after the span has begun.
        if (destination.equals(PgmqEndpoint.ANY_QUEUE)) {
            tag(span, TagConstants.MESSAGE_BUS_DESTINATION, queue);
        }
        tag(span, TagConstants.MESSAGE_ID, exchange.getMessage().getHeader(PgmqConstants.MESSAGE_ID));
    }

    private static boolean sends(Exchange exchange, PgmqEndpoint endpoint) {
        Object header = exchange.getMessage().getHeader(PgmqConstants.OPERATION);
        Object operation = header == null ? endpoint.getConfiguration().getOperation() : header;
        return PgmqOperation.send.name().equalsIgnoreCase(operation.toString());
    }
}
