/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.time.Duration;

/**
 * What the engine needs to know of a consumer's options.
 *
 * @param name names the engine in thread names and log lines
 * @param visibilityTimeout lease length
 * @param extendVisibility whether leases are renewed while their handlers run
 * @param maxVisibilityExtension how long after its fetch a delivery's lease is renewed at the most
 * @param maxMessagesPerPoll upper bound of one fetch
 * @param pollInterval the longest wait between two fetches while a handler is free
 */
public record DeliverySettings(
        String name,
        Duration visibilityTimeout,
        boolean extendVisibility,
        Duration maxVisibilityExtension,
        int maxMessagesPerPoll,
        Duration pollInterval) {

    /** PGMQ counts leases in seconds of type integer; what is longer is a mistake everywhere. */
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    /** @throws IllegalArgumentException naming the option that is out of range */
    public DeliverySettings {
        if (visibilityTimeout.toSeconds() < 1 || visibilityTimeout.getNano() != 0) {
            throw new IllegalArgumentException(
                    "visibilityTimeout must be whole seconds and at least 1s, but is " + visibilityTimeout);
        }
        if (maxVisibilityExtension.isNegative()) {
            throw new IllegalArgumentException(
                    "maxVisibilityExtension must be 0s or more, but is " + maxVisibilityExtension);
        }
        if (maxMessagesPerPoll < 1) {
            throw new IllegalArgumentException("maxMessagesPerPoll must be at least 1, but is " + maxMessagesPerPoll);
        }
        if (pollInterval.compareTo(Duration.ofMillis(1)) < 0) {
            throw new IllegalArgumentException("pollInterval must be at least 1ms, but is " + pollInterval);
        }
        requireReasonable("visibilityTimeout", visibilityTimeout);
        requireReasonable("maxVisibilityExtension", maxVisibilityExtension);
        requireReasonable("pollInterval", pollInterval);
    }

    private static void requireReasonable(String option, Duration value) {
        if (value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    option + " must be at most " + LONGEST.toSeconds() + "s, but is " + value);
        }
    }
}
