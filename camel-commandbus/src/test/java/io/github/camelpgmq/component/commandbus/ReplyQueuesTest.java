/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ReplyQueuesTest {

    private final ReplyQueues queues = new ReplyQueues("*__replies*, answers");

    @Test
    void whatIsNotAllowedNamesWhoAskedAndTheList() {
        assertThat(queues.require("replyTo", "answers")).isEqualTo("answers");
        assertThatThrownBy(() -> queues.require("replyTo", "orders"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("replyTo names 'orders', which replyQueues does not allow: use a queue that matches"
                        + " *__replies*, answers, or extend that option of the component");
    }

    @Test
    void whatIsNoQueueNameIsRefusedThoughItMatches() {
        assertThat(queues.refusal("a__replies'; DROP TABLE x; --")).startsWith("names no valid queue: ");
        assertThat(queues.refusal("a__replies")).isNull();
    }
}
