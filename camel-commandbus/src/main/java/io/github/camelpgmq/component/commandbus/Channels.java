/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.client.QueueName;

/** The wake-up channels. */
final class Channels {

    private Channels() {}

    static String domain(String domain) {
        return "commandbus." + domain;
    }

    /** Tells of pauses. */
    static String control(String domain) {
        return domain(domain) + ".control";
    }

    static String queue(String queue) {
        return new QueueName(queue).channel();
    }
}
