/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;

class ReplyQueuesTest {

    private final ReplyQueues queues = new ReplyQueues("*__replies*, answers");
    private final Message message = new DefaultMessage(new DefaultCamelContext());
    private final CommandBusConfiguration options = new CommandBusConfiguration();

    @Test
    void noQueueIsNoReply() {
        assertThat(queues.replyTo(message, options)).isNull();
    }

    @Test
    void theHeaderWins() {
        options.setReplyTo("answers");
        assertThat(queues.replyTo(message, options)).isEqualTo("answers");
        message.setHeader(CommandBusConstants.REPLY_TO, "a__replies");
        assertThat(queues.replyTo(message, options)).isEqualTo("a__replies");
    }

    @Test
    void whatIsNotAllowedNamesHeaderOrOptionAndTheList() {
        options.setReplyTo("orders");
        assertThatThrownBy(() -> queues.replyTo(message, options))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("replyTo names 'orders', which replyQueues does not allow: use a queue that matches"
                        + " *__replies*, answers, or extend that option of the component");
        message.setHeader(CommandBusConstants.REPLY_TO, "pgmq");
        assertThatThrownBy(() -> queues.replyTo(message, options))
                .hasMessageStartingWith("Header CamelCommandBusReplyTo names 'pgmq', which replyQueues does not allow");
    }

    @Test
    void whatIsNoQueueNameIsRefusedThoughItMatches() {
        assertThat(queues.refusal("a__replies'; DROP TABLE x; --")).startsWith("names no valid queue: ");
        assertThat(queues.refusal("a__replies")).isNull();
    }
}
