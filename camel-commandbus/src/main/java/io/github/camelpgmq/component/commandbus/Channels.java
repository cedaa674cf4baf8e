package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.client.QueueName;

/** The wake-up channels. */
final class Channels {

    private Channels() {}

    static String domain(String domain) {
        return "commandbus." + domain;
    }

    static String queue(String queue) {
        return new QueueName(queue).channel();
    }
}
