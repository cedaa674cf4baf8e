/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Counts outcomes since it was made. Thread-safe. */
public final class HandlingCounts<O extends Enum<O>> implements HandlingListener<O> {

    private final Map<O, LongAdder> counts;

    public HandlingCounts(Class<O> outcomes) {
        counts = new EnumMap<>(outcomes);
        for (O outcome : outcomes.getEnumConstants()) {
            counts.put(outcome, new LongAdder());
        }
    }

    @Override
    public void handled(O outcome, long nanos) {
        counts.get(outcome).increment();
    }

    /** How often handling has ended like this. */
    public long of(O outcome) {
        return counts.get(outcome).sum();
    }

    /** All counts by the outcomes' names in lower case, in their order. */
    public Map<String, Long> all() {
        Map<String, Long> all = new LinkedHashMap<>();
        counts.forEach((outcome, count) -> all.put(outcome.name().toLowerCase(Locale.ROOT), count.sum()));
        return all;
    }
}
