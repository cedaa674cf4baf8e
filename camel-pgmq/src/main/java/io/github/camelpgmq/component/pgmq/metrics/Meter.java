/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import java.util.List;

/**
 * A meter that consumers have.
 *
 * @param name in Micrometer's notation
 * @param kind how it is read
 * @param tags the names of its tags
 * @param description what it measures, in one sentence
 */
public record Meter(String name, Kind kind, List<String> tags, String description) {

    /** How a meter is read. */
    public enum Kind {
        /** A number as it is now. */
        GAUGE,
        /** A duration as it is now, in seconds. */
        TIME_GAUGE,
        /** A number that only grows. */
        COUNTER,
        /** How often and how long; its tag {@code outcome} says how it ended. */
        TIMER
    }

    public Meter {
        tags = List.copyOf(tags);
    }
}
