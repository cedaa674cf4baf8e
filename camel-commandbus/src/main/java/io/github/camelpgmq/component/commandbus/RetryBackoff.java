/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.apache.camel.util.TimeUtils;

/** The pauses between the attempts of a command. Immutable. */
record RetryBackoff(List<Duration> pauses) {

    private static final double JITTER = 0.1;

    /** @throws IllegalArgumentException naming the option if the text is not a list of durations */
    static RetryBackoff parse(String text) {
        List<Duration> pauses = new ArrayList<>();
        try {
            for (String pause : text.split(",")) {
                pauses.add(Duration.ofMillis(TimeUtils.toMilliSeconds(pause.trim())));
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "retryBackoff '" + text + "' is not a list of durations such as 10s,60s,300s", e);
        }
        return new RetryBackoff(List.copyOf(pauses));
    }

    /** The pause after the given attempt (1, 2, ...), up to a tenth longer so that failures of one moment spread out. */
    Duration after(int attempt) {
        long millis = pauses.get(Math.min(attempt, pauses.size()) - 1).toMillis();
        return Duration.ofMillis(
                millis + (long) (millis * JITTER * ThreadLocalRandom.current().nextDouble()));
    }
}
