/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import java.time.Duration;

/** Durations as the statements take them. */
final class Durations {

    private Durations() {}

    static long millis(Duration duration) {
        return Math.max(0, duration.toMillis());
    }

    /** PGMQ's read takes whole seconds; a lease is rather too long than too short. */
    static int wholeSeconds(Duration duration) {
        long seconds = duration.toSeconds() + (duration.toNanosPart() > 0 ? 1 : 0);
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, seconds));
    }
}
