/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.DurationText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The pauses between deliveries of a message that fails. Immutable.
 *
 * @param pauses the pause after the first failure, the second and so on; the last one repeats
 */
public record RetryDelays(List<Duration> pauses) {

    private static final double JITTER = 0.1;

    /** @throws IllegalArgumentException if there is no pause */
    public RetryDelays {
        pauses = List.copyOf(pauses);
        if (pauses.isEmpty()) {
            throw new IllegalArgumentException("At least one pause is needed");
        }
    }

    /**
     * Parses a list such as {@code 10s,60s,300s}.
     *
     * @param option the option it comes from, for the message
     * @throws IllegalArgumentException naming the option if the text is not a list of durations
     */
    public static RetryDelays parse(String option, String text) {
        List<Duration> pauses = new ArrayList<>();
        try {
            for (String pause : text.split(",")) {
                pauses.add(DurationText.parse(pause));
            }
            return new RetryDelays(pauses);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    option + " '" + text + "' is not a list of durations such as 10s,60s,300s", e);
        }
    }

    /** The pause after the given delivery (1, 2, ...), up to a tenth longer so that failures of one moment spread out. */
    public Duration after(int delivery) {
        long millis = pauses.get(Math.min(delivery, pauses.size()) - 1).toMillis();
        return Duration.ofMillis(
                millis + (long) (millis * JITTER * ThreadLocalRandom.current().nextDouble()));
    }
}
