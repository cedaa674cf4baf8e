/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One subscription: a callback that cannot hurt whoever calls it. */
final class Subscriber {

    private static final Logger LOG = LoggerFactory.getLogger(Subscriber.class);

    private final String channel;
    private final Runnable wakeUp;
    private final boolean listens;
    private final AtomicLong session = new AtomicLong();
    private final AtomicBoolean failureLogged = new AtomicBoolean();
    private volatile boolean closed;

    Subscriber(String channel, Runnable wakeUp, boolean listens) {
        this.channel = channel;
        this.wakeUp = Objects.requireNonNull(wakeUp, "wakeUp");
        this.listens = listens;
    }

    String channel() {
        return channel;
    }

    boolean listens() {
        return listens;
    }

    /** True once per session of the LISTEN connection. */
    boolean isNewIn(long currentSession) {
        return session.getAndSet(currentSession) != currentSession;
    }

    void close() {
        closed = true;
    }

    void wake() {
        if (closed) {
            return;
        }
        try {
            wakeUp.run();
        } catch (RuntimeException | LinkageError | AssertionError e) {
            // A callback that always fails is called for every message: one line is enough.
            if (failureLogged.compareAndSet(false, true)) {
                LOG.warn("The wake-up of channel {} failed and is ignored, now and later: {}", channel, e.toString());
            } else {
                LOG.debug("The wake-up of channel {} failed again: {}", channel, e.toString());
            }
        }
    }
}
