/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.ops.Retention;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.Values;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Pauses and resumes handling, and removes what is old. Thread-safe. */
final class MaintenanceOperations {

    private final CommandBus bus;
    private final String domain;
    private final String endpointType;
    private final HeaderOrOption<String> commandType = header(CommandBusConstants.COMMAND_TYPE);
    private final HeaderOrOption<String> operator;
    private final HeaderOrOption<String> reason = header(CommandBusConstants.REASON);
    private final HeaderOrOption<Duration> olderThan;
    private final HeaderOrOption<Set<CommandStatus>> statuses = new HeaderOrOption<>(
            CommandBusConstants.STATUS, "status", Retention.ENDED, MaintenanceOperations::statuses);

    /** @param type the endpoint's command type, or null */
    MaintenanceOperations(CommandBus bus, String domain, String type, CommandBusConfiguration options) {
        this.bus = bus;
        this.domain = domain;
        this.endpointType = type == null || type.isBlank() ? null : type;
        this.operator =
                new HeaderOrOption<>(CommandBusConstants.OPERATOR, "operator", options.getOperator(), Values::text);
        this.olderThan = new HeaderOrOption<>(
                CommandBusConstants.OLDER_THAN, "olderThan", options.getOlderThan(), Values::duration);
    }

    void addTo(Map<CommandBusOperation, ProducerOperation> operations) {
        operations.put(CommandBusOperation.PAUSE, this::pause);
        operations.put(CommandBusOperation.RESUME, this::resume);
        operations.put(CommandBusOperation.LIST_PAUSES, exchange -> exchange.getMessage()
                .setBody(bus.pauses(domain)));
        operations.put(CommandBusOperation.PURGE_HISTORY, this::purge);
    }

    private void pause(Exchange exchange) {
        Message in = exchange.getMessage();
        in.setBody(bus.pause(domain, commandType(exchange), operator.of(in), reason.of(in)));
    }

    private void resume(Exchange exchange) {
        Message in = exchange.getMessage();
        in.setBody(bus.resume(domain, commandType(exchange), operator.of(in), reason.of(in)));
    }

    /** The endpoint's type, as in every operation: a header may have come along with something else. */
    private String commandType(Exchange exchange) {
        return endpointType == null ? commandType.of(DescribedCommand.wishes(exchange)) : endpointType;
    }

    private void purge(Exchange exchange) {
        Message in = exchange.getMessage();
        in.setBody(
                bus.purgeHistory(domain, olderThan.required(CommandBusOperation.PURGE_HISTORY, in), statuses.of(in)));
    }

    private static HeaderOrOption<String> header(String header) {
        return new HeaderOrOption<>(header, header, null, Values::text);
    }

    private static Set<CommandStatus> statuses(Object given) {
        Collection<?> names = given instanceof Collection<?> some
                ? some
                : List.of(given.toString().split(","));
        Set<CommandStatus> statuses = EnumSet.noneOf(CommandStatus.class);
        for (Object name : names) {
            statuses.add(status(name.toString().trim()));
        }
        return statuses;
    }

    private static CommandStatus status(String name) {
        for (CommandStatus status : CommandStatus.values()) {
            if (status.name().equalsIgnoreCase(name)) {
                return status;
            }
        }
        throw new IllegalArgumentException(
                "expected are some of " + Arrays.toString(CommandStatus.values()) + ", comma separated");
    }
}
