/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where threads were when they were looked at.
 *
 * @param stacks how often each was seen: the name of the thread without its numbers, then methods from the outermost to
 *     the one that ran, such as {@code java.lang.Thread.run}
 */
public record Profile(Map<List<String>, Long> stacks) {

    /** Nothing was recorded. */
    public static final Profile NONE = new Profile(Map.of());

    public Profile {
        stacks = Collections.unmodifiableMap(new LinkedHashMap<>(stacks));
    }

    /** How often a thread was seen. */
    public long samples() {
        return stacks.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same with what another has seen. */
    public Profile plus(Profile other) {
        Map<List<String>, Long> sum = new LinkedHashMap<>(stacks);
        other.stacks.forEach((stack, times) -> sum.merge(stack, times, Long::sum));
        return new Profile(sum);
    }
}
