/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.consumer.Delivery;

/**
 * A command as the engine delivers it. One that is not claimed yet is a suspect: its last attempt ended without an
 * outcome, so it runs alone, and is charged just before it does.
 */
final class CommandDelivery implements Delivery {

    private final boolean suspect;
    private volatile FetchedCommand fetched;

    CommandDelivery(FetchedCommand fetched) {
        this.fetched = fetched;
        this.suspect = !fetched.claimed();
    }

    /** What is known of it by now. */
    FetchedCommand fetched() {
        return fetched;
    }

    /** The suspect has been charged with an attempt, which is to be given back if its handler cannot start. */
    void claimed(FetchedCommand claimed) {
        fetched = claimed;
    }

    @Override
    public Lease lease() {
        return fetched.lease();
    }

    @Override
    public boolean exclusive() {
        return suspect;
    }

    @Override
    public String toString() {
        return "command " + fetched.commandId() + " (message " + fetched.lease().messageId() + ")";
    }
}
