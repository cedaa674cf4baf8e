/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import java.util.List;

/** Routes deliveries as one exchange on the calling thread and sees to it that they are settled. */
interface ExchangeHandler {

    void handle(List<InFlight<QueueDelivery, Settlement>> deliveries);
}
