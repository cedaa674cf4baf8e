/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import io.github.camelpgmq.component.pgmq.consumer.HandlingListener;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/** The meters of an application that has no Micrometer. */
final class NoMeters implements MeterGroup {

    static final NoMeters INSTANCE = new NoMeters();

    private NoMeters() {}

    @Override
    public boolean isActive() {
        return false;
    }

    @Override
    public void gauge(Meter meter, DoubleSupplier value) {
        // Nobody reads it.
    }

    @Override
    public void counter(Meter meter, LongSupplier count) {
        // Nobody reads it.
    }

    @Override
    public <O extends Enum<O>> HandlingListener<O> timers(Meter meter, Class<O> outcomes) {
        return (outcome, nanos) -> {};
    }

    @Override
    public void close() {
        // There is nothing.
    }
}
