/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.ops.PageToken;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.Values;
import java.time.Instant;
import java.util.Arrays;
import java.util.UUID;
import java.util.function.Function;
import org.apache.camel.Message;

/** Reads which commands an operation is about from the headers of its message. Thread-safe. */
final class FilterHeaders {

    private final EndpointDomains domains;
    private final String commandType;
    private final HeaderOrOption<CommandStatus> status = header(CommandBusConstants.STATUS, FilterHeaders::status);
    private final HeaderOrOption<String> type = header(CommandBusConstants.COMMAND_TYPE, Values::text);
    private final HeaderOrOption<String> errorCode = header(CommandBusConstants.ERROR_CODE, Values::text);
    private final HeaderOrOption<Instant> createdFrom = header(CommandBusConstants.CREATED_FROM, Values::instant);
    private final HeaderOrOption<Instant> createdBefore = header(CommandBusConstants.CREATED_BEFORE, Values::instant);
    private final HeaderOrOption<UUID> correlation = header(CommandBusConstants.CORRELATION_ID, Uuids::parse);
    private final HeaderOrOption<UUID> batch = header(CommandBusConstants.BATCH_ID, Uuids::parse);
    private final HeaderOrOption<String> after = header(CommandBusConstants.AFTER, FilterHeaders::place);
    private final HeaderOrOption<Integer> limit;

    FilterHeaders(CommandBusEndpoint endpoint) {
        domains = new EndpointDomains(endpoint.getDomain());
        commandType = endpoint.getCommandType();
        limit = new HeaderOrOption<>(
                CommandBusConstants.LIMIT, "limit", endpoint.getConfiguration().getLimit(), Values::quantity);
    }

    private static <T> HeaderOrOption<T> header(String name, Function<Object, T> parser) {
        return new HeaderOrOption<>(name, name, null, parser);
    }

    /** The filter; what no header says is any. */
    CommandFilter of(Message message) {
        return new CommandFilter(
                domains.some(message),
                status.of(message),
                commandType(message),
                errorCode.of(message),
                createdFrom.of(message),
                createdBefore.of(message),
                correlation.of(message),
                batch.of(message),
                limit.of(message),
                after.of(message));
    }

    /** The endpoint's type, else that of the header, else null. */
    String commandType(Message message) {
        return commandType == null || commandType.isBlank() ? type.of(message) : commandType;
    }

    /** Most rows to return; null = not said. */
    Integer limit(Message message) {
        return limit.of(message);
    }

    private static String place(Object given) {
        return PageToken.parse(given.toString()).text();
    }

    private static CommandStatus status(Object given) {
        for (CommandStatus status : CommandStatus.values()) {
            if (status == given || status.name().equalsIgnoreCase(given.toString())) {
                return status;
            }
        }
        throw new IllegalArgumentException("expected is one of " + Arrays.toString(CommandStatus.values()));
    }
}
