/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.consumer.DeliveryOutcome;
import io.github.camelpgmq.support.HidingClassLoader;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** Nothing is measured where Micrometer is not on the class path, or nobody has asked for it. */
class WithoutMicrometerTest {

    @Test
    void loadsAndDoesNothingWithoutMicrometer() throws Exception {
        ClassLoader without = new HidingClassLoader(WithoutMicrometerTest.class.getClassLoader(), "io.micrometer.");
        Object outcome = ((Callable<?>) without.loadClass(Probe.class.getName())
                        .getDeclaredConstructor()
                        .newInstance())
                .call();
        assertThat(outcome).isEqualTo("NoMeters false");
        assertThat(new Probe().call()).as("with it, but without a registry").isEqualTo("NoMeters true");
    }

    @Test
    void measuresWithARegistry() {
        DefaultCamelContext context = new DefaultCamelContext();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        context.getRegistry().bind("any", registry);
        try (MeterGroup meters = MeterGroup.open(context, Map.of("queue", "orders"))) {
            assertThat(meters.isActive()).isTrue();
            meters.gauge(new Meter("depth", Meter.Kind.GAUGE, List.of("queue"), "A depth"), () -> 7);
            assertThat(registry.get("depth").tag("queue", "orders").gauge().value())
                    .isEqualTo(7);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    /** Of several registries that of Camel's own metrics is meant. */
    @Test
    void measuresWithTheRegistryOfCamel() {
        DefaultCamelContext context = new DefaultCamelContext();
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        context.getRegistry().bind("another", new SimpleMeterRegistry());
        assertThat(MeterGroup.open(context, Map.of()).isActive()).isTrue();
        context.getRegistry().bind("metricsRegistry", registry);
        MeterGroup.open(context, Map.of())
                .counter(new Meter("lost", Meter.Kind.COUNTER, List.of(), "Losses"), () -> 3L);
        assertThat(registry.get("lost").functionCounter().count()).isEqualTo(3);
    }

    /** Runs inside the class loader without Micrometer. */
    public static class Probe implements Callable<String> {

        @Override
        public String call() {
            try (MeterGroup meters = MeterGroup.open(new DefaultCamelContext(), Map.of())) {
                meters.gauge(new Meter("a", Meter.Kind.GAUGE, List.of(), "A"), () -> 1);
                meters.timers(new Meter("b", Meter.Kind.TIMER, List.of(), "B"), DeliveryOutcome.class)
                        .handled(DeliveryOutcome.RETRY, 1);
                return meters.getClass().getSimpleName() + " " + MicrometerDetection.MICROMETER_PRESENT;
            }
        }
    }
}
