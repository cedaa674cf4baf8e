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
record CommandDelivery(FetchedCommand fetched) implements Delivery {

    @Override
    public Lease lease() {
        return fetched.lease();
    }

    @Override
    public boolean exclusive() {
        return !fetched.claimed();
    }

    @Override
    public String toString() {
        return "command " + fetched.commandId() + " (message " + fetched.lease().messageId() + ")";
    }
}
