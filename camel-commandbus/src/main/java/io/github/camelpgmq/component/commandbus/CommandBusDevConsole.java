/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.ConsumerDevConsole;
import io.github.camelpgmq.component.pgmq.ConsumerStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.apache.camel.spi.annotations.DevConsole;

/** The dev console {@code commandbus}: each domain that is consumed from, with its handlers and what they have in flight. */
@DevConsole(
        name = "commandbus",
        displayName = "Command Bus",
        description = "Domains of the command bus and their handlers")
public class CommandBusDevConsole extends ConsumerDevConsole {

    public CommandBusDevConsole() {
        super("commandbus", "Command Bus", "Domains of the command bus and their handlers");
    }

    private record Domain(CommandBusComponent component, String name) {}

    @Override
    protected String listName() {
        return "commandbusDomains";
    }

    @Override
    protected List<Map<String, Object>> shown() {
        Map<Domain, List<Route>> domains = new LinkedHashMap<>();
        for (Route route : routes(CommandBusConsumer.class)) {
            CommandBusEndpoint endpoint = (CommandBusEndpoint) route.getEndpoint();
            domains.computeIfAbsent(new Domain(endpoint.component(), endpoint.getDomain()), any -> new ArrayList<>())
                    .add(route);
        }
        List<Map<String, Object>> shown = new ArrayList<>();
        domains.forEach((domain, routes) -> shown.add(shown(domain, routes)));
        return shown;
    }

    private Map<String, Object> shown(Domain domain, List<Route> routes) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("domain", domain.name());
        DomainEngine engine = domain.component().engines().of(domain.name());
        if (engine != null) {
            ConsumerStatus status = engine.status(CommandHandler.EVERY_TYPE, false);
            shown.put("state", status.state().name());
            shown.putAll(status.details());
            shown.put("paused", engine.paused().everything());
            shown.put("pausedTypes", engine.paused().types().stream().sorted().toList());
            shown.put(
                    "inFlightCommands",
                    engine.engine().inFlight(SHOWN_IN_FLIGHT).stream()
                            .map(CommandBusDevConsole::inFlight)
                            .toList());
        }
        shown.put("handlers", routes.stream().map(this::handler).toList());
        return shown;
    }

    private Map<String, Object> handler(Route route) {
        CommandBusEndpoint endpoint = (CommandBusEndpoint) route.getEndpoint();
        CommandBusConsumer consumer = (CommandBusConsumer) route.getConsumer();
        Map<String, Object> shown = shown(route);
        shown.put("type", endpoint.getCommandType() == null ? "*" : endpoint.getCommandType());
        shown.put("concurrentConsumers", endpoint.getConfiguration().getConcurrentConsumers());
        shown.put("handled", consumer.getHandled());
        return shown;
    }

    private static Map<String, Object> inFlight(CommandDelivery delivery) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("messageId", delivery.lease().messageId());
        if (delivery.fetched().claimed()) {
            shown.put("commandId", delivery.fetched().commandId().toString());
            shown.put("type", delivery.fetched().command().commandType());
            shown.put("attempt", delivery.fetched().command().attempts());
        }
        return shown;
    }
}
