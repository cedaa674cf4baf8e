/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.telemetry;

import io.github.camelpgmq.component.commandbus.CommandBusComponent;
import io.github.camelpgmq.component.commandbus.CommandBusConstants;
import io.github.camelpgmq.component.commandbus.CommandBusEndpoint;
import io.github.camelpgmq.component.commandbus.CommandBusMdcKeys;
import io.github.camelpgmq.component.commandbus.CommandBusOperation;
import io.github.camelpgmq.component.pgmq.telemetry.QueueSpanDecorator;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.telemetry.Span;
import org.apache.camel.telemetry.TagConstants;

/** Names the spans of {@code commandbus:} by domain and command type and adds the command's id, type and attempt. Thread-safe. */
public class CommandBusSpanDecorator extends QueueSpanDecorator {

    @Override
    public String getComponent() {
        return "commandbus";
    }

    @Override
    public String getComponentClassName() {
        return CommandBusComponent.class.getName();
    }

    @Override
    public String getOperationName(Exchange exchange, Endpoint endpoint) {
        String type = type(exchange, (CommandBusEndpoint) endpoint);
        String domain = getDestination(exchange, endpoint);
        return clipMaxLength(type == null ? domain : domain + "/" + type);
    }

    @Override
    protected String getDestination(Exchange exchange, Endpoint endpoint) {
        return ((CommandBusEndpoint) endpoint).getDomain();
    }

    @Override
    protected void received(Span span, Exchange exchange) {
        command(span, exchange);
        tag(span, CommandBusMdcKeys.ATTEMPT, exchange.getMessage().getHeader(CommandBusConstants.ATTEMPT));
    }

    @Override
    protected void sent(Span span, Exchange exchange, Endpoint endpoint, String destination) {
        Object header = exchange.getMessage().getHeader(CommandBusConstants.OPERATION);
        Object operation = header == null
                ? ((CommandBusEndpoint) endpoint).getConfiguration().getOperation()
                : header;
        if (CommandBusOperation.of(operation) == CommandBusOperation.SEND) {
            command(span, exchange);
        }
    }

    private static void command(Span span, Exchange exchange) {
        Message message = exchange.getMessage();
        tag(span, TagConstants.MESSAGE_ID, message.getHeader(CommandBusConstants.COMMAND_ID));
        tag(span, CommandBusMdcKeys.COMMAND_ID, message.getHeader(CommandBusConstants.COMMAND_ID));
    }

    /** The one in the URI, or, where that names none, the header's, as everywhere. */
    private static String type(Exchange exchange, CommandBusEndpoint endpoint) {
        String named = endpoint.getCommandType();
        return named == null || named.isBlank()
                ? exchange.getMessage().getHeader(CommandBusConstants.COMMAND_TYPE, String.class)
                : named;
    }
}
