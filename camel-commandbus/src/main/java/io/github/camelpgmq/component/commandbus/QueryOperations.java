/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.Values;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** What there is to know about commands. Thread-safe. */
final class QueryOperations {

    private final CommandBus bus;
    private final EndpointDomains domains;
    private final FilterHeaders filter;
    private final HeaderOrOption<UUID> commandId = HeaderOrOption.header(CommandBusConstants.COMMAND_ID, Values::uuid);

    private final HeaderOrOption<String> auditAfter =
            HeaderOrOption.header(CommandBusConstants.AFTER, QueryOperations::auditPlace);

    QueryOperations(CommandBus bus, CommandBusEndpoint endpoint) {
        this.bus = bus;
        domains = new EndpointDomains(endpoint.getDomain());
        filter = new FilterHeaders(endpoint);
    }

    void addTo(Map<CommandBusOperation, ProducerOperation> operations) {
        operations.put(CommandBusOperation.GET, this::get);
        operations.put(CommandBusOperation.FIND, this::find);
        operations.put(CommandBusOperation.AUDIT_TRAIL, this::auditTrail);
        operations.put(CommandBusOperation.COUNT_BY_STATUS, this::countByStatus);
        operations.put(CommandBusOperation.QUEUE_METRICS, this::queueMetrics);
    }

    private void get(Exchange exchange) {
        String domain = domain(CommandBusOperation.GET, exchange);
        exchange.getMessage()
                .setBody(bus.get(domain, commandId(CommandBusOperation.GET, exchange))
                        .orElse(null));
    }

    private void find(Exchange exchange) {
        Pages.put(bus.find(filter.of(exchange.getMessage())), exchange.getMessage());
    }

    private void auditTrail(Exchange exchange) {
        Message message = exchange.getMessage();
        Integer limit = filter.limit(message);
        Pages.put(
                bus.auditTrail(
                        domain(CommandBusOperation.AUDIT_TRAIL, exchange),
                        commandId(CommandBusOperation.AUDIT_TRAIL, exchange),
                        auditAfter.of(message),
                        limit == null ? CommandFilter.MAX_LIMIT : limit),
                message);
    }

    private void countByStatus(Exchange exchange) {
        exchange.getMessage().setBody(bus.countByStatus(domain(CommandBusOperation.COUNT_BY_STATUS, exchange)));
    }

    private void queueMetrics(Exchange exchange) {
        exchange.getMessage().setBody(bus.queueMetrics(domain(CommandBusOperation.QUEUE_METRICS, exchange)));
    }

    private static String auditPlace(Object given) {
        try {
            return String.valueOf(Values.number(given));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected is what the page before gave as next", e);
        }
    }

    private String domain(CommandBusOperation operation, Exchange exchange) {
        return domains.one(operation, exchange.getMessage());
    }

    private UUID commandId(CommandBusOperation operation, Exchange exchange) {
        return commandId.required(operation, exchange.getMessage());
    }
}
