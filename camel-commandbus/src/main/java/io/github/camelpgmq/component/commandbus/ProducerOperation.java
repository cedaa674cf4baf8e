/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import org.apache.camel.Exchange;

/** Does one of a producer's operations and leaves its result on the exchange's message. Thread-safe. */
@FunctionalInterface
interface ProducerOperation {

    void perform(Exchange exchange) throws Exception;
}
