/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.VirtualThreadWorker;
import io.github.camelpgmq.support.ChildJvm;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsIT extends CommandBusTestBase {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void commandsAreHandledOnVirtualThreads(boolean transacted) throws Exception {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            ids.add(send("{}"));
        }
        String uri = debit("?concurrentConsumers=8&pollInterval=1s&transacted=" + transacted);
        try (ChildJvm worker = ChildJvm.start(VirtualThreadWorker.class, PGMQ.database(), uri)) {
            assertThat(worker.awaitLine(VirtualThreadWorker.HANDLED_ON)).endsWith("VirtualThread");
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(bus.countByStatus(domain))
                    .containsEntry(CommandStatus.COMPLETED, 100L));
        }
        assertThat(ids).allSatisfy(id -> assertThat(effects(id)).isOne());
        assertThat(queued()).isZero();
    }
}
