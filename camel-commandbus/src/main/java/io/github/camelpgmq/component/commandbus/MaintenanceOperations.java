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
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Pauses and resumes handling, and removes what is old. Thread-safe. */
final class MaintenanceOperations {

    private static final Function<Object, CommandStatus> STATUS = Values.oneOf(CommandStatus.class);

    private final CommandBus bus;
    private final EndpointDomains domains;
    private final EndpointType type;
    private final HeaderOrOption<String> operator;
    private final HeaderOrOption<String> reason = HeaderOrOption.header(CommandBusConstants.REASON, Values::text);
    private final HeaderOrOption<Duration> olderThan;
    private final HeaderOrOption<Set<CommandStatus>> statuses = new HeaderOrOption<>(
            CommandBusConstants.FILTER_STATUS, "status", Retention.ENDED, MaintenanceOperations::statuses);

    MaintenanceOperations(CommandBus bus, CommandBusEndpoint endpoint) {
        this.bus = bus;
        this.domains = new EndpointDomains(endpoint.getDomain());
        this.type = new EndpointType(endpoint.getCommandType());
        CommandBusConfiguration options = endpoint.getConfiguration();
        this.operator =
                new HeaderOrOption<>(CommandBusConstants.OPERATOR, "operator", options.getOperator(), Values::text);
        this.olderThan = new HeaderOrOption<>(
                CommandBusConstants.OLDER_THAN, "olderThan", options.getOlderThan(), Values::duration);
    }

    void addTo(Map<CommandBusOperation, ProducerOperation> operations) {
        operations.put(CommandBusOperation.PAUSE, this::pause);
        operations.put(CommandBusOperation.RESUME, this::resume);
        operations.put(CommandBusOperation.LIST_PAUSES, this::listPauses);
        operations.put(CommandBusOperation.PURGE_HISTORY, this::purge);
    }

    private void pause(Exchange exchange) {
        Message in = exchange.getMessage();
        in.setBody(bus.pause(
                domains.one(CommandBusOperation.PAUSE, in),
                type.of(DescribedCommand.wishes(exchange)),
                operator.of(in),
                reason.of(in)));
    }

    private void resume(Exchange exchange) {
        Message in = exchange.getMessage();
        in.setBody(bus.resume(
                domains.one(CommandBusOperation.RESUME, in),
                type.of(DescribedCommand.wishes(exchange)),
                operator.of(in),
                reason.of(in)));
    }

    private void listPauses(Exchange exchange) {
        Message in = exchange.getMessage();
        in.setBody(bus.pauses(domains.one(CommandBusOperation.LIST_PAUSES, in)));
    }

    private void purge(Exchange exchange) {
        Message in = exchange.getMessage();
        if (type.named() != null) {
            // Who names a type would lose the history of all others.
            throw new IllegalArgumentException("operation=purgeHistory is about all commands of a domain: leave '/"
                    + type.named() + "' out of the endpoint's URI");
        }
        in.setBody(bus.purgeHistory(
                domains.one(CommandBusOperation.PURGE_HISTORY, in),
                olderThan.required(CommandBusOperation.PURGE_HISTORY, in),
                statuses.of(in)));
    }

    private static Set<CommandStatus> statuses(Object given) {
        Collection<?> names = given instanceof Collection<?> some
                ? some
                : List.of(given.toString().split(","));
        Set<CommandStatus> statuses = EnumSet.noneOf(CommandStatus.class);
        for (Object name : names) {
            statuses.add(STATUS.apply(name));
        }
        return statuses;
    }
}
