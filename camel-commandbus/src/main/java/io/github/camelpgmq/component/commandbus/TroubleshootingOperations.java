/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.ops.BulkRequest;
import io.github.camelpgmq.component.pgmq.Characters;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.Values;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * What operators do, as operations of a producer: about the command that the header names, else about all that the filter selects.
 * Thread-safe.
 */
final class TroubleshootingOperations {

    private final Troubleshooting troubleshooting;
    private final EndpointDomains domains;
    private final EndpointType type;
    private final FilterHeaders filter;
    private final HeaderOrOption<UUID> commandId = HeaderOrOption.header(CommandBusConstants.COMMAND_ID, Values::uuid);
    private final HeaderOrOption<String> reason = HeaderOrOption.header(CommandBusConstants.REASON, Values::text);
    private final HeaderOrOption<Boolean> edited = HeaderOrOption.header(CommandBusConstants.EDITED, Values::flag);
    private final HeaderOrOption<String> operator;
    private final HeaderOrOption<Boolean> dryRun;
    private final HeaderOrOption<Boolean> all;

    TroubleshootingOperations(Troubleshooting troubleshooting, CommandBusEndpoint endpoint) {
        CommandBusConfiguration options = endpoint.getConfiguration();
        this.troubleshooting = troubleshooting;
        domains = new EndpointDomains(endpoint.getDomain());
        type = new EndpointType(endpoint.getCommandType());
        filter = new FilterHeaders(endpoint);
        operator = new HeaderOrOption<>(CommandBusConstants.OPERATOR, "operator", options.getOperator(), Values::text);
        dryRun = new HeaderOrOption<>(CommandBusConstants.DRY_RUN, "dryRun", options.isDryRun(), Values::flag);
        all = new HeaderOrOption<>(CommandBusConstants.ALL, "all", options.isAll(), Values::flag);
    }

    void addTo(Map<CommandBusOperation, ProducerOperation> operations) {
        operations.put(CommandBusOperation.TROUBLESHOOTING_LIST, this::list);
        operations.put(CommandBusOperation.TROUBLESHOOTING_COUNT, this::count);
        operations.put(CommandBusOperation.TROUBLESHOOTING_RETRY, this::retry);
        operations.put(CommandBusOperation.TROUBLESHOOTING_CANCEL, this::cancel);
        operations.put(CommandBusOperation.TROUBLESHOOTING_COMPLETE, this::complete);
    }

    private void list(Exchange exchange) {
        Page<TroubleshootingItem> page = troubleshooting.list(filter.of(exchange.getMessage()));
        Pages.put(page, exchange.getMessage());
    }

    private void count(Exchange exchange) {
        exchange.getMessage().setBody(troubleshooting.count(filter.of(exchange.getMessage())));
    }

    private void retry(Exchange exchange) {
        Message message = exchange.getMessage();
        UUID id = commandId.of(message);
        boolean withBody = Boolean.TRUE.equals(edited.of(message));
        if (id != null) {
            single(CommandBusOperation.TROUBLESHOOTING_RETRY, message);
            message.setBody(troubleshooting.retryAs(
                    domain(CommandBusOperation.TROUBLESHOOTING_RETRY, message),
                    id,
                    type.of(DescribedCommand.wishes(exchange)),
                    withBody ? editedData(exchange) : null,
                    operator.of(message),
                    reason.of(message)));
        } else if (withBody) {
            throw new IllegalArgumentException(
                    "Header " + CommandBusConstants.EDITED + " is true: edited data are for one"
                            + " command, which the header " + CommandBusConstants.COMMAND_ID + " names");
        } else {
            message.setBody(troubleshooting.retry(bulk(message)));
        }
    }

    private static String editedData(Exchange exchange) {
        if (exchange.getMessage().getBody() == null) {
            throw new IllegalArgumentException(
                    "Header " + CommandBusConstants.EDITED
                            + " is true, but the body, which has the edited data, is null; send the text null if that is meant");
        }
        return json(exchange);
    }

    /** The body as JSON text. */
    private static String json(Exchange exchange) {
        return JsonBodies.toJson(Characters.unpacked(exchange.getMessage().getBody(), exchange));
    }

    private void cancel(Exchange exchange) {
        Message message = exchange.getMessage();
        UUID id = commandId.of(message);
        if (id == null) {
            message.setBody(troubleshooting.cancel(bulk(message)));
            return;
        }
        single(CommandBusOperation.TROUBLESHOOTING_CANCEL, message);
        message.setBody(troubleshooting.cancel(
                domain(CommandBusOperation.TROUBLESHOOTING_CANCEL, message),
                id,
                operator.of(message),
                reason.of(message)));
    }

    private void complete(Exchange exchange) {
        Message message = exchange.getMessage();
        UUID id = commandId.of(message);
        String result = json(exchange);
        if (id == null) {
            message.setBody(troubleshooting.complete(bulk(message), result));
            return;
        }
        single(CommandBusOperation.TROUBLESHOOTING_COMPLETE, message);
        message.setBody(troubleshooting.complete(
                domain(CommandBusOperation.TROUBLESHOOTING_COMPLETE, message),
                id,
                result,
                operator.of(message),
                reason.of(message)));
    }

    private String domain(CommandBusOperation operation, Message message) {
        return domains.one(operation, message);
    }

    /** Someone who asks for a dry run must not get a real one. */
    private void single(CommandBusOperation operation, Message message) {
        if (dryRun.of(message)) {
            throw new IllegalArgumentException("operation=" + operation + ": a dry run is for commands by filter; "
                    + "take away the header " + CommandBusConstants.COMMAND_ID + ", or dryRun");
        }
    }

    private BulkRequest bulk(Message message) {
        return BulkRequest.of(filter.of(message), operator.of(message), reason.of(message))
                .withDryRun(dryRun.of(message))
                .withEverything(all.of(message));
    }
}
