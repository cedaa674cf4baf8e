/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.Values;
import java.time.Instant;
import java.util.UUID;
import org.apache.camel.Message;

/** Reads which commands an operation is about from the headers of its message. Thread-safe. */
final class FilterHeaders {

    private final EndpointDomains domains;
    private final EndpointType type;
    private final HeaderOrOption<CommandStatus> status =
            HeaderOrOption.header(CommandBusConstants.FILTER_STATUS, Values.oneOf(CommandStatus.class));
    private final HeaderOrOption<String> errorCode =
            HeaderOrOption.header(CommandBusConstants.FILTER_ERROR_CODE, Values::text);
    private final HeaderOrOption<Instant> createdFrom =
            HeaderOrOption.header(CommandBusConstants.CREATED_FROM, Values::instant);
    private final HeaderOrOption<Instant> createdBefore =
            HeaderOrOption.header(CommandBusConstants.CREATED_BEFORE, Values::instant);
    private final HeaderOrOption<UUID> correlation =
            HeaderOrOption.header(CommandBusConstants.FILTER_CORRELATION_ID, Values::uuid);
    private final HeaderOrOption<UUID> batch = HeaderOrOption.header(CommandBusConstants.FILTER_BATCH_ID, Values::uuid);
    private final HeaderOrOption<String> after = Pages.after();
    private final HeaderOrOption<Integer> limit;

    FilterHeaders(CommandBusEndpoint endpoint) {
        domains = new EndpointDomains(endpoint.getDomain());
        type = new EndpointType(endpoint.getCommandType(), CommandBusConstants.FILTER_COMMAND_TYPE);
        limit = new HeaderOrOption<>(
                CommandBusConstants.LIMIT, "limit", endpoint.getConfiguration().getLimit(), Values::quantity);
    }

    /** The filter; what no header says is any. */
    CommandFilter of(Message message) {
        return new CommandFilter(
                domains.some(message),
                status.of(message),
                type.of(message),
                errorCode.of(message),
                createdFrom.of(message),
                createdBefore.of(message),
                correlation.of(message),
                batch.of(message),
                limit.of(message),
                after.of(message));
    }

    /** Most rows to return; null = not said. */
    Integer limit(Message message) {
        return limit.of(message);
    }
}
