/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import org.apache.camel.Exchange;

/** Does one of a producer's operations and leaves its result on the exchange's message. Thread-safe. */
@FunctionalInterface
interface ProducerOperation {

    /** @param queue the queue it is about, or null if it is not about one */
    void perform(Exchange exchange, QueueName queue) throws Exception;
}
