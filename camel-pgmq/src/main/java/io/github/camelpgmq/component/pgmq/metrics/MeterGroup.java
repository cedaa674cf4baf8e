/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import io.github.camelpgmq.component.pgmq.consumer.HandlingListener;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;

/**
 * Meters that come and go together. They exist if Micrometer is on the classpath and the Camel registry has a
 * {@code MeterRegistry}: the one named {@code metricsRegistry}, else the only or primary one. Thread-safe.
 */
public interface MeterGroup extends AutoCloseable {

    /**
     * An empty group.
     *
     * @param tags of all its meters; each meter takes those that it has
     */
    static MeterGroup open(CamelContext context, Map<String, String> tags) {
        return MicrometerDetection.open(context, tags);
    }

    /** Whether anybody looks: if not, nothing needs to be measured. */
    boolean isActive();

    /** Adds a gauge; without a value it reads NaN. */
    void gauge(Meter meter, DoubleSupplier value);

    /** Adds a counter that reads what is counted elsewhere. */
    void counter(Meter meter, LongSupplier count);

    /** Adds a timer for each outcome. */
    <O extends Enum<O>> HandlingListener<O> timers(Meter meter, Class<O> outcomes);

    /** Removes its meters. */
    @Override
    void close();
}
