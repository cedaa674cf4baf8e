/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import io.github.camelpgmq.component.pgmq.consumer.HandlingListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;

/** The only class that uses Micrometer. */
final class MicrometerMeters implements MeterGroup {

    /** The name under which camel-micrometer keeps its registry. */
    private static final String REGISTRY = "metricsRegistry";

    private static final String OUTCOME = "outcome";

    private final MeterRegistry registry;
    private final Map<String, String> tags;
    private final List<io.micrometer.core.instrument.Meter> meters = new CopyOnWriteArrayList<>();
    /** Micrometer itself would let them be collected. */
    private final List<LongSupplier> counted = new CopyOnWriteArrayList<>();

    private MicrometerMeters(MeterRegistry registry, Map<String, String> tags) {
        this.registry = registry;
        this.tags = Map.copyOf(tags);
    }

    /** Null if the application measures nothing. */
    static MicrometerMeters find(CamelContext context, Map<String, String> tags) {
        MeterRegistry registry = context.getRegistry().lookupByNameAndType(REGISTRY, MeterRegistry.class);
        if (registry == null) {
            registry = context.getRegistry().findSingleByType(MeterRegistry.class);
        }
        return registry == null ? null : new MicrometerMeters(registry, tags);
    }

    @Override
    public boolean isActive() {
        return true;
    }

    @Override
    public void gauge(Meter meter, DoubleSupplier value) {
        meters.add(
                meter.kind() == Meter.Kind.TIME_GAUGE
                        ? TimeGauge.builder(meter.name(), value::getAsDouble, TimeUnit.SECONDS)
                                .description(meter.description())
                                .tags(tagsOf(meter))
                                .register(registry)
                        : Gauge.builder(meter.name(), value::getAsDouble)
                                .description(meter.description())
                                .tags(tagsOf(meter))
                                .register(registry));
    }

    @Override
    public void counter(Meter meter, LongSupplier count) {
        counted.add(count);
        meters.add(FunctionCounter.builder(meter.name(), count, LongSupplier::getAsLong)
                .description(meter.description())
                .tags(tagsOf(meter))
                .register(registry));
    }

    @Override
    public <O extends Enum<O>> HandlingListener<O> timers(Meter meter, Class<O> outcomes) {
        Map<O, Timer> timers = new EnumMap<>(outcomes);
        for (O outcome : outcomes.getEnumConstants()) {
            Timer timer = Timer.builder(meter.name())
                    .description(meter.description())
                    .tags(tagsOf(meter))
                    .tag(OUTCOME, outcome.name().toLowerCase(Locale.ROOT))
                    .register(registry);
            timers.put(outcome, timer);
            meters.add(timer);
        }
        return (outcome, nanos) -> timers.get(outcome).record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        meters.forEach(registry::remove);
        meters.clear();
        counted.clear();
    }

    private Tags tagsOf(Meter meter) {
        Tags chosen = Tags.empty();
        for (String tag : meter.tags()) {
            if (!tag.equals(OUTCOME)) {
                chosen = chosen.and(tag, tags.get(tag));
            }
        }
        return chosen;
    }
}
