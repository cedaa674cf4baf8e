/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.EnumMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** The operations of a producer but sending, by name. Thread-safe. */
final class ProducerOperations {

    private final Map<CommandBusOperation, ProducerOperation> operations = new EnumMap<>(CommandBusOperation.class);

    /** @param commands makes commands of a body's elements */
    ProducerOperations(CommandBus bus, CommandBusEndpoint endpoint, OutgoingCommands commands) {
        new QueryOperations(bus, endpoint).addTo(operations);
        new TroubleshootingOperations(bus.troubleshooting(), endpoint).addTo(operations);
        new BatchOperations(bus, endpoint, commands).addTo(operations);
        new MaintenanceOperations(bus, endpoint).addTo(operations);
    }

    void perform(CommandBusOperation operation, Exchange exchange) throws Exception {
        operations.get(operation).perform(exchange);
    }
}
