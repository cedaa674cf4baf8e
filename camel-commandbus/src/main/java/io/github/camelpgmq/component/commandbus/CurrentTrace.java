/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.support.CamelContextHelper;

/**
 * The trace that the calling thread is in, as headers: of OpenTelemetry, if the application has it. Camel's tracer knows only exchanges, so it
 * would begin a new trace for a command that a bean of a route sends. Thread-safe.
 */
final class CurrentTrace {

    private static final boolean OPEN_TELEMETRY_PRESENT = present("io.opentelemetry.api.GlobalOpenTelemetry");

    private final CamelContext camel;

    CurrentTrace(CamelContext camel) {
        this.camel = camel;
    }

    /**
     * The headers of the thread's span, in a new map that may be changed; none where there is no span.
     *
     * @param given headers that win: with one that belongs to a trace, nothing is added
     */
    Map<String, Object> headersBeside(Map<String, Object> given) {
        Map<String, Object> headers = new HashMap<>();
        if (OPEN_TELEMETRY_PRESENT) {
            OpenTelemetryContext.add(headers, given, camel);
        }
        return headers;
    }

    private static boolean present(String className) {
        try {
            Class.forName(className, false, CurrentTrace.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** Everything that needs OpenTelemetry's classes. */
    private static final class OpenTelemetryContext {

        static void add(Map<String, Object> headers, Map<String, Object> given, CamelContext camel) {
            if (!isCurrent(Span.current())) {
                return;
            }
            TextMapPropagator propagator = propagator(camel);
            if (propagator.fields().stream().noneMatch(given::containsKey)) {
                propagator.inject(Context.current(), headers, Map::put);
            }
        }

        /** Camel may leave a span on a thread that it has ended on another. */
        private static boolean isCurrent(Span span) {
            return span.getSpanContext().isValid()
                    && (span.isRecording() || !span.getSpanContext().isSampled());
        }

        /** The one that Camel's tracer uses. Asking for a global one where there is none would set one for ever. */
        private static TextMapPropagator propagator(CamelContext camel) {
            ContextPropagators own = CamelContextHelper.findSingleByType(camel, ContextPropagators.class);
            if (own != null) {
                return own.getTextMapPropagator();
            }
            return GlobalOpenTelemetry.isSet()
                    ? GlobalOpenTelemetry.get().getPropagators().getTextMapPropagator()
                    : TextMapPropagator.composite(
                            W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());
        }
    }
}
