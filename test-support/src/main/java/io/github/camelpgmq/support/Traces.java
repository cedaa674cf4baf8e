/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiConsumer;
import org.apache.camel.CamelContext;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;

/** What Camel's OpenTelemetry tracer records in a CamelContext. */
public final class Traces {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final AttributeKey<String> OPERATION = AttributeKey.stringKey("op");

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private final Tracer tracer = SdkTracerProvider.builder()
            .addSpanProcessor(SimpleSpanProcessor.create(exporter))
            .build()
            .get("test");

    private Traces() {}

    /** For a context whose configuration turns the tracer on. */
    public static Traces in(BiConsumer<String, Object> registry) {
        Traces traces = new Traces();
        registry.accept("tracer", traces.tracer);
        registry.accept(
                "propagators",
                ContextPropagators.create(TextMapPropagator.composite(
                        W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())));
        return traces;
    }

    /** With a tracer. @param camel not started yet */
    public static Traces of(CamelContext camel) {
        Traces traces = in(camel.getRegistry()::bind);
        OpenTelemetryTracer component = new OpenTelemetryTracer();
        component.setCamelContext(camel);
        component.init(camel);
        return traces;
    }

    /** For spans of an application's own. */
    public Tracer tracer() {
        return tracer;
    }

    /** The ended spans. */
    public List<SpanData> spans() {
        return exporter.getFinishedSpanItems();
    }

    /** Waits until the ended spans, with their children below them, look like this; see {@link #tree()}. */
    public void awaitTree(String expected) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(tree()).isEqualTo(expected));
    }

    /** A line for each ended span: its name, what Camel says it did, and whether it has failed. A new trace begins at the margin. */
    public String tree() {
        List<SpanData> all = spans().stream()
                .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
                .toList();
        StringBuilder tree = new StringBuilder();
        all.stream()
                .filter(span -> !span.getParentSpanContext().isValid())
                .forEach(root -> append(root, all, "", tree));
        return tree.toString();
    }

    private static void append(SpanData span, List<SpanData> all, String indent, StringBuilder tree) {
        String operation = span.getAttributes().get(OPERATION);
        tree.append(indent)
                .append(span.getName())
                .append(operation == null ? "" : operation.equals("EVENT_SENT") ? " sent" : " received")
                .append(span.getStatus().getStatusCode() == StatusCode.ERROR ? " failed" : "")
                .append('\n');
        all.stream()
                .filter(child -> child.getTraceId().equals(span.getTraceId())
                        && child.getParentSpanId().equals(span.getSpanId()))
                .forEach(child -> append(child, all, indent + "  ", tree));
    }
}
