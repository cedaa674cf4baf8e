/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.HeaderMapping;
import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * The headers that tie a reply to the trace of its command: of W3C, B3, Jaeger and X-Ray, and Camel's breadcrumb. No other header of a
 * handler's exchange is sent: it may hold whatever a web service has answered. Thread-safe.
 */
final class TraceHeaders {

    private static final List<String> NAMES = List.of(
            "traceparent",
            "tracestate",
            "baggage",
            "b3",
            "X-B3-TraceId",
            "X-B3-SpanId",
            "X-B3-ParentSpanId",
            "X-B3-Sampled",
            "X-B3-Flags",
            "uber-trace-id",
            "X-Amzn-Trace-Id",
            Exchange.BREADCRUMB_ID);

    private final HeaderMapping mapping;

    TraceHeaders(HeaderMapping mapping) {
        this.mapping = mapping;
    }

    /**
     * For the reply to a command: as the exchange ends, or, where the route has removed them, as the command came.
     *
     * @param storedJson the command's headers, may be null
     * @return a JSON object as text; null = none
     */
    String of(Exchange exchange, String storedJson) {
        Map<String, Object> found = in(exchange.getMessage().getHeaders());
        if (found.isEmpty() && storedJson != null) {
            found = in(JsonBodies.scalars(storedJson));
        }
        try {
            return found.isEmpty() ? null : mapping.toJson(found, exchange, Map.of());
        } catch (InvalidBodyException e) {
            // The command has ended, whatever its route has written there.
            return null;
        }
    }

    private static Map<String, Object> in(Map<String, Object> headers) {
        Map<String, Object> found = new HashMap<>();
        if (!headers.isEmpty()) {
            NAMES.forEach(name -> {
                Object value = headers.get(name);
                if (value != null) {
                    found.put(name, value);
                }
            });
        }
        return found;
    }
}
