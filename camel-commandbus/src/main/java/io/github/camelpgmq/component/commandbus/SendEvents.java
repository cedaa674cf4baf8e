/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.SentCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.EventHelper;
import org.apache.camel.util.StopWatch;

/**
 * Lets Camel know of what Java code sends as if a route had sent it: its event notifiers are told, among them a tracer, which then has a span
 * for it. Thread-safe.
 */
final class SendEvents {

    private final CommandBusComponent component;
    private final String domain;
    private final CurrentTrace current;
    private volatile Endpoint endpoint;

    SendEvents(CommandBusComponent component, String domain) {
        this.component = component;
        this.domain = domain;
        this.current = new CurrentTrace(component.getCamelContext());
    }

    /**
     * Around the sending of one command.
     *
     * @param send sends it with these headers, too: where the trace is that it belongs to; none if nobody traces
     */
    <T> T around(CommandRequest request, Function<Map<String, Object>, T> send) {
        return around(request.type(), request.headers(), send);
    }

    /** The same for several commands. */
    <T> T aroundAll(Function<Map<String, Object>, T> send) {
        return around(null, new HashMap<>(), send);
    }

    private <T> T around(String type, Map<String, Object> given, Function<Map<String, Object>, T> send) {
        CamelContext camel = component.getCamelContext();
        Map<String, Object> trace = current.headersBeside(given);
        if (!camel.getCamelContextExtension().isEventNotificationApplicable()) {
            return send.apply(trace);
        }
        Map<String, Object> before = new HashMap<>(given);
        before.putAll(trace);
        Exchange exchange = exchange(type, before);
        StopWatch watch = new StopWatch();
        EventHelper.notifyExchangeSending(camel, exchange, endpoint());
        try {
            trace.putAll(changed(exchange.getMessage().getHeaders(), before));
            T result = send.apply(trace);
            if (result instanceof SentCommand sent) {
                exchange.getMessage()
                        .setHeader(CommandBusConstants.COMMAND_ID, sent.id().toString());
            }
            return result;
        } catch (RuntimeException e) {
            exchange.setException(e);
            throw e;
        } finally {
            // Not when a reply comes: that is on another thread, and this one would be left inside the span.
            EventHelper.notifyExchangeSent(camel, exchange, endpoint(), watch.taken());
        }
    }

    private Exchange exchange(String type, Map<String, Object> headers) {
        Exchange exchange = new DefaultExchange(component.getCamelContext());
        exchange.getMessage().setHeaders(new HashMap<>(headers));
        exchange.getMessage().removeHeaders("Camel*");
        exchange.getMessage().setHeader(CommandBusConstants.COMMAND_TYPE, type);
        return exchange;
    }

    private static Map<String, Object> changed(Map<String, Object> now, Map<String, Object> before) {
        Map<String, Object> changed = new HashMap<>(now);
        changed.entrySet().removeIf(e -> Objects.equals(e.getValue(), before.get(e.getKey())));
        return changed;
    }

    private Endpoint endpoint() {
        Endpoint known = endpoint;
        if (known == null) {
            try {
                known = component.createEndpoint("commandbus:" + domain);
            } catch (Exception e) {
                throw new CommandBusException("No endpoint for domain '" + domain + "': " + e.getMessage(), e);
            }
            endpoint = known;
        }
        return known;
    }
}
