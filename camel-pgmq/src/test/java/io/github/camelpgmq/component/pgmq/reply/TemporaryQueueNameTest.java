/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TemporaryQueueNameTest {

    @Test
    void namesAreRandomAndMatchTheDefaultAllowList() {
        assertThat(TemporaryQueueName.next("pgmq").name()).matches("pgmq__replies_[0-9a-f]{32}");
        assertThat(TemporaryQueueName.next("pgmq")).isNotEqualTo(TemporaryQueueName.next("pgmq"));
        assertThat(QueuePatterns.parse("*__replies*")
                        .matches(TemporaryQueueName.next("pgmq").name()))
                .isTrue();
    }

    @Test
    void everyOwnerFitsAndLeavesRoomForChance() {
        IntStream.rangeClosed(1, 60).mapToObj("d"::repeat).forEach(owner -> assertThat(
                        TemporaryQueueName.next(owner).name())
                .matches("d+__replies_[0-9a-f]{16,32}")
                .hasSizeLessThanOrEqualTo(QueueName.MAX_LENGTH));
    }
}
