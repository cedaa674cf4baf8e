/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;

/** What there is to know about commands. Thread-safe. */
final class QueryOperations {

    private final CommandBus bus;
    private final String domain;
    private final HeaderOrOption<UUID> commandId =
            new HeaderOrOption<>(CommandBusConstants.COMMAND_ID, "commandId", null, Uuids::parse);

    QueryOperations(CommandBus bus, String domain) {
        this.bus = bus;
        this.domain = domain;
    }

    void addTo(Map<CommandBusOperation, ProducerOperation> operations) {
        operations.put(CommandBusOperation.GET, this::get);
        operations.put(CommandBusOperation.AUDIT_TRAIL, this::auditTrail);
        operations.put(CommandBusOperation.COUNT_BY_STATUS, this::countByStatus);
        operations.put(CommandBusOperation.QUEUE_METRICS, this::queueMetrics);
    }

    private void get(Exchange exchange) {
        exchange.getMessage()
                .setBody(bus.get(domain, commandId(CommandBusOperation.GET, exchange))
                        .orElse(null));
    }

    private void auditTrail(Exchange exchange) {
        exchange.getMessage().setBody(bus.auditTrail(domain, commandId(CommandBusOperation.AUDIT_TRAIL, exchange)));
    }

    private void countByStatus(Exchange exchange) {
        exchange.getMessage().setBody(bus.countByStatus(domain));
    }

    private void queueMetrics(Exchange exchange) {
        exchange.getMessage().setBody(bus.queueMetrics(domain));
    }

    private UUID commandId(CommandBusOperation operation, Exchange exchange) {
        return commandId.required(operation, exchange.getMessage());
    }
}
