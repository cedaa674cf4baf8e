/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.NewCommand;
import io.github.camelpgmq.component.pgmq.Characters;
import io.github.camelpgmq.component.pgmq.HeaderMapping;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.Values;
import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Makes commands of exchanges: headers win over the endpoint's options, the body is the data. Thread-safe. */
final class OutgoingCommands {

    private final String domain;
    private final HeaderMapping headers;
    private final CommandWriter writer;
    private final EndpointType type;
    private final HeaderOrOption<UUID> id = HeaderOrOption.header(CommandBusConstants.COMMAND_ID, Values::uuid);
    private final HeaderOrOption<UUID> correlationId =
            HeaderOrOption.header(CommandBusConstants.CORRELATION_ID, Values::uuid);
    private final HeaderOrOption<UUID> batchId = HeaderOrOption.header(CommandBusConstants.BATCH_ID, Values::uuid);
    private final HeaderOrOption<String> replyTo;
    private final HeaderOrOption<Integer> maxAttempts;
    private final HeaderOrOption<Delay> delay;

    /** @throws IllegalArgumentException naming the option that is not valid */
    OutgoingCommands(CommandBusEndpoint endpoint) {
        CommandBusConfiguration options = endpoint.getConfiguration();
        domain = endpoint.getDomain();
        headers = endpoint.headers();
        type = new EndpointType(endpoint.getCommandType());
        ReplyQueues replyQueues = endpoint.component().allowedReplyQueues();
        replyTo = new HeaderOrOption<>(
                CommandBusConstants.REPLY_TO,
                "replyTo",
                options.getReplyTo(),
                given -> queueOrNone(given, replyQueues));
        maxAttempts = new HeaderOrOption<>(
                CommandBusConstants.MAX_ATTEMPTS, "maxAttempts", options.getMaxAttempts(), Values::quantity);
        delay = new HeaderOrOption<>(CommandBusConstants.DELAY, "delay", options.getDelay(), Values::delay);
        writer = new CommandWriter(domain, type.named(), options.getMaxAttempts(), replyQueues);
    }

    /**
     * The command that the exchange is.
     *
     * @throws IllegalArgumentException saying what cannot be sent
     */
    NewCommand one(Exchange exchange) {
        Message wishes = DescribedCommand.wishes(exchange);
        return writer.write(request(exchange, wishes, wishes), storedHeaders(exchange, wishes.getHeaders()));
    }

    /** The same, with its reply to go to a queue of our own. */
    NewCommand oneWithReplyTo(QueueName queue, Exchange exchange) {
        Message wishes = DescribedCommand.wishes(exchange);
        return writer.writeRequest(
                request(exchange, wishes, wishes), storedHeaders(exchange, wishes.getHeaders()), queue);
    }

    /**
     * The command that an element of the exchange's body is. An element that is an exchange or a message has headers of its own, and a
     * {@link CommandRequest} values; where it says nothing the headers of the exchange hold, but for the id.
     *
     * @throws IllegalArgumentException saying what cannot be sent
     */
    NewCommand element(Exchange exchange, Object element) {
        Message wishes = DescribedCommand.wishes(exchange);
        if (element instanceof CommandRequest request) {
            return writer.write(
                    completed(request, wishes), storedHeaders(exchange, merged(exchange, request.headers())));
        }
        Message own = element instanceof Exchange one
                ? DescribedCommand.wishes(one)
                : element instanceof Message one ? one : null;
        if (own == null) {
            CommandRequest request = CommandRequest.of(domain, type.of(wishes), Characters.unpacked(element, exchange));
            return writer.write(completed(request, wishes), storedHeaders(exchange, wishes.getHeaders()));
        }
        return writer.write(
                request(exchange, own, own, wishes), storedHeaders(exchange, merged(exchange, own.getHeaders())));
    }

    /** @param messages the first of them that has a header decides */
    private CommandRequest request(Exchange exchange, Message own, Message... messages) {
        return new CommandRequest(
                domain,
                type.of(messages),
                Characters.unpacked(own.getBody(), exchange),
                id.of(own),
                correlationId.of(messages),
                replyTo.of(messages),
                maxAttempts.of(messages),
                delay.of(messages),
                batchId.of(messages),
                Map.of());
    }

    private CommandRequest completed(CommandRequest request, Message wishes) {
        return new CommandRequest(
                request.domain(),
                request.type() == null ? type.of(wishes) : request.type(),
                request.data(),
                request.id(),
                request.correlationId() == null ? correlationId.of(wishes) : request.correlationId(),
                request.replyTo() == null ? replyTo.of(wishes) : request.replyTo(),
                request.maxAttempts() == null ? maxAttempts.of(wishes) : request.maxAttempts(),
                request.delay().equals(Delay.NONE) ? delay.of(wishes) : request.delay(),
                request.batchId() == null ? batchId.of(wishes) : request.batchId(),
                Map.of());
    }

    private static Map<String, Object> merged(Exchange exchange, Map<String, Object> own) {
        Map<String, Object> all = exchange.getContext()
                .getCamelContextExtension()
                .getHeadersMapFactory()
                .newMap(exchange.getMessage().getHeaders());
        all.putAll(own);
        return all;
    }

    private String storedHeaders(Exchange exchange, Map<String, Object> all) {
        return headers.toJson(all, exchange, Map.of());
    }

    /** A blank header asks for no reply, whatever the option says. */
    private static String queueOrNone(Object given, ReplyQueues allowed) {
        return given.toString().isBlank() ? "" : allowed.require("it", Values.text(given));
    }
}
