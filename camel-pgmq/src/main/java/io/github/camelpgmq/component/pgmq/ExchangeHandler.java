/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;

/** Routes one delivery on the calling thread and sees to it that it is settled. */
interface ExchangeHandler {

    void handle(InFlight<QueueDelivery, Lease> inFlight);
}
