/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import static io.github.camelpgmq.component.commandbus.model.CommandStatus.CANCELED;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.COMPLETED;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.FAILED;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.IN_PROGRESS;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.IN_TROUBLESHOOTING_QUEUE;
import static io.github.camelpgmq.component.commandbus.model.CommandStatus.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandStatusTest {

    @Test
    void threeStatusesAreTerminal() {
        assertThat(Stream.of(CommandStatus.values()).filter(CommandStatus::terminal))
                .containsExactlyInAnyOrder(COMPLETED, FAILED, CANCELED);
    }

    @Test
    void transitions() {
        assertThat(PENDING.next()).containsExactlyInAnyOrder(IN_PROGRESS, IN_TROUBLESHOOTING_QUEUE);
        assertThat(IN_PROGRESS.next())
                .containsExactlyInAnyOrder(IN_PROGRESS, PENDING, COMPLETED, FAILED, IN_TROUBLESHOOTING_QUEUE);
        assertThat(IN_TROUBLESHOOTING_QUEUE.next()).containsExactlyInAnyOrder(PENDING, COMPLETED, CANCELED);
        assertThat(COMPLETED.mayBecome(PENDING)).isFalse();
    }
}
