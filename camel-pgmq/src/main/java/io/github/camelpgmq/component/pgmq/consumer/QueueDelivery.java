/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;

/** A plain message as the engine delivers it. */
public record QueueDelivery(PgmqMessage message) implements Delivery {

    @Override
    public Lease lease() {
        return message.lease();
    }

    @Override
    public String toString() {
        return "message " + message.id();
    }
}
