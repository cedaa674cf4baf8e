/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.reply.ReplyHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.camel.support.DefaultHeaderFilterStrategy;

/**
 * Takes headers to PGMQ's headers column and back: Strings, Numbers and Booleans, and nothing that begins with
 * {@code Camel} in any letter case, in either direction. What a message says of its reply stays with that message: it is
 * read, but not sent on. Thread-safe.
 */
public final class HeaderMapping {

    private static final String RESERVED = "camel";

    private final HeaderFilterStrategy strategy;

    /** @param strategy what to leave out besides Camel's own headers */
    public HeaderMapping(HeaderFilterStrategy strategy) {
        this.strategy = strategy;
    }

    /** Leaves out Camel's own headers only. */
    public static HeaderFilterStrategy defaultStrategy() {
        return new DefaultHeaderFilterStrategy();
    }

    /** JSON text of an object with the exchange's headers and the extra ones, or null if there is none. */
    public String toJson(Exchange exchange, Map<String, Object> extra) {
        return toJson(exchange.getMessage().getHeaders(), exchange, extra);
    }

    /**
     * JSON text of an object with the headers and the extra ones, or null if there is none.
     *
     * @throws io.github.camelpgmq.component.pgmq.client.InvalidBodyException if jsonb cannot store one of them
     */
    public String toJson(Map<String, Object> headers, Exchange exchange, Map<String, Object> extra) {
        Map<String, Object> stored = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            boolean scalar = value instanceof CharSequence || value instanceof Number || value instanceof Boolean;
            if (scalar
                    && !reserved(name)
                    && !ReplyHeaders.contains(name)
                    && !strategy.applyFilterToCamelHeaders(name, value, exchange)) {
                stored.put(name, value instanceof CharSequence ? value.toString() : value);
            }
        });
        stored.putAll(extra);
        return stored.isEmpty() ? null : json(stored);
    }

    /** Sets the stored headers on the exchange's message. */
    public void fromJson(String json, Exchange exchange) {
        fromJson(json, exchange.getMessage(), exchange);
    }

    /**
     * Sets the stored headers on a message.
     *
     * @param exchange the exchange it belongs or will belong to, for the filter
     */
    public void fromJson(String json, Message message, Exchange exchange) {
        JsonBodies.scalars(json).forEach((name, value) -> {
            if (!reserved(name) && !strategy.applyFilterToExternalHeaders(name, value, exchange)) {
                message.setHeader(name, value);
            }
        });
    }

    private static String json(Map<String, Object> stored) {
        try {
            return JsonBodies.written("The set of headers", stored);
        } catch (InvalidBodyException e) {
            // One by one only now, to say which of them it is.
            stored.forEach((name, value) -> JsonBodies.written("The header '" + name + "'", Map.of(name, value)));
            throw e;
        }
    }

    private static boolean reserved(String name) {
        return name.regionMatches(true, 0, RESERVED, 0, RESERVED.length());
    }
}
