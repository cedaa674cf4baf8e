/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.HeaderMapping;
import io.github.camelpgmq.component.pgmq.JsonMessage;
import org.apache.camel.Exchange;

/** Makes exchanges of fetched commands, as {@link OutgoingCommands} makes commands of exchanges. Thread-safe. */
final class IncomingCommands {

    private final HeaderMapping headers;

    IncomingCommands(HeaderMapping headers) {
        this.headers = headers;
    }

    /** Puts a command into an exchange: its data as JSON text that converts to other types, its headers and ours. */
    void fill(Exchange exchange, FetchedCommand fetched) {
        JsonMessage in = new JsonMessage(exchange.getContext());
        headers.fromJson(fetched.headersJson(), in, exchange);
        CommandMetadata command = fetched.command();
        in.setHeader(CommandBusConstants.DOMAIN, command.domain());
        in.setHeader(CommandBusConstants.ATTEMPT, command.attempts());
        in.setHeader(Exchange.MESSAGE_TIMESTAMP, fetched.enqueuedAt().toEpochMilli());
        if (command.correlationId() != null) {
            in.setHeader(
                    CommandBusConstants.CORRELATION_ID, command.correlationId().toString());
        }
        in.setJson(CommandMessage.dataOf(fetched.bodyJson()));
        exchange.setIn(in);
        DescribedCommand.handled(exchange, command);
    }
}
