/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultMessage;

/**
 * The headers that the component itself has put on an exchange to describe a command. They are not taken for those of the next one that the
 * exchange sends: it would have the same id, and belong to the same batch. Immutable.
 */
final class DescribedCommand {

    private static final String PROPERTY = "CamelCommandBusDescribedCommand";
    private static final String GENERATED = "CamelCommandBusGeneratedCommandId";
    private static final List<String> OF_REPLIES =
            List.of(CommandBusConstants.COMMAND_ID, CommandBusConstants.COMMAND_TYPE, CommandBusConstants.BATCH_ID);
    private static final DescribedCommand NONE = new DescribedCommand(Map.of());

    private final Map<String, Object> headers;

    private DescribedCommand(Map<String, Object> headers) {
        this.headers = headers;
    }

    /** Sets the headers of a command that the exchange handles. */
    static void handled(Exchange exchange, CommandMetadata command) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(CommandBusConstants.COMMAND_ID, command.commandId().toString());
        headers.put(CommandBusConstants.COMMAND_TYPE, command.commandType());
        headers.put(CommandBusConstants.MAX_ATTEMPTS, command.maxAttempts());
        if (command.batchId() != null) {
            headers.put(CommandBusConstants.BATCH_ID, command.batchId().toString());
        }
        exchange.getMessage().getHeaders().putAll(headers);
        exchange.setProperty(PROPERTY, new DescribedCommand(headers));
    }

    /** Notes those of a reply that the exchange's message has: they describe the command that has ended. */
    static void replied(Exchange exchange) {
        Map<String, Object> headers = new HashMap<>();
        for (String header : OF_REPLIES) {
            Object value = exchange.getMessage().getHeader(header);
            if (value != null) {
                headers.put(header, value);
            }
        }
        exchange.setProperty(PROPERTY, new DescribedCommand(headers));
    }

    /** Sets the id of a command before it is sent: a redelivery of this send is to be the same command. */
    static void sending(Exchange exchange, String commandId) {
        if (wishes(exchange).getHeader(CommandBusConstants.COMMAND_ID) == null) {
            exchange.setProperty(GENERATED, commandId);
        }
        exchange.getMessage().setHeader(CommandBusConstants.COMMAND_ID, commandId);
    }

    /** Remembers that a command was sent, unless its sender has chosen the id: the same id again is the same command then. */
    static void sent(Exchange exchange, String commandId) {
        if (commandId.equals(exchange.getProperty(GENERATED))) {
            Map<String, Object> headers = new HashMap<>(of(exchange).headers);
            headers.put(CommandBusConstants.COMMAND_ID, commandId);
            exchange.setProperty(PROPERTY, new DescribedCommand(headers));
        }
    }

    /** The exchange's message without the headers that only describe a command: what its sender asks for. */
    static Message wishes(Exchange exchange) {
        return of(exchange).removedFrom(exchange.getMessage());
    }

    private Message removedFrom(Message message) {
        if (headers.entrySet().stream().noneMatch(e -> e.getValue().equals(message.getHeader(e.getKey())))) {
            return message;
        }
        Message wishes = new DefaultMessage(message.getExchange());
        wishes.setBody(message.getBody());
        wishes.setHeaders(message.getExchange()
                .getContext()
                .getCamelContextExtension()
                .getHeadersMapFactory()
                .newMap(message.getHeaders()));
        headers.forEach((name, value) -> {
            if (value.equals(wishes.getHeader(name))) {
                wishes.removeHeader(name);
            }
        });
        return wishes;
    }

    private static DescribedCommand of(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof DescribedCommand described ? described : NONE;
    }
}
