/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.time.Instant;
import java.util.Objects;

/**
 * What LISTEN does at the moment, for health checks and consoles. Immutable.
 *
 * @param state     see {@link State}
 * @param since     when this state was entered, by the clock of this JVM
 * @param lastError why notifications do not arrive, in one line; null unless {@link State#DEGRADED}
 */
public record ListenStatus(State state, Instant since, String lastError) {

    /** Whether notifications arrive. */
    public enum State {
        /** Nobody has subscribed to notifications, or the first LISTEN is still under way. */
        IDLE,
        /** The connection stands and every subscribed channel is LISTENed to. */
        LISTENING,
        /** LISTEN failed or was lost; consumers live on polling while the hub keeps trying. */
        DEGRADED
    }

    public ListenStatus {
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(since, "since");
    }
}
