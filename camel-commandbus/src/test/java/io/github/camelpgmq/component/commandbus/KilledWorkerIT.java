/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.support.KillableWorker;
import io.github.camelpgmq.support.ChildJvm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A handler that kills its JVM every time. */
class KilledWorkerIT extends CommandBusTestBase {

    @ParameterizedTest
    @ValueSource(strings = {"concurrentConsumers=4", "transactionBatchSize=4"})
    void commandThatKillsItsWorkerIsStoppedAndItsNeighboursDoNotSuffer(String options) throws Exception {
        List<UUID> neighbours = new ArrayList<>();
        neighbours.add(send("{}"));
        UUID killer = send("Debit", "{\"kill\":true}", Map.of(CommandBusConstants.MAX_ATTEMPTS, 3));
        for (int i = 0; i < 6; i++) {
            neighbours.add(send("{}"));
        }
        for (int attempt = 1; attempt <= 3; attempt++) {
            try (ChildJvm worker = worker(options)) {
                worker.awaitLine("dying");
            }
            assertThat(get(killer).attempts()).isEqualTo(attempt);
        }
        try (ChildJvm worker = worker(options)) {
            awaitStatus(killer, CommandStatus.IN_TROUBLESHOOTING_QUEUE);
            await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(bus.countByStatus(domain))
                    .containsEntry(CommandStatus.COMPLETED, 7L));
            worker.awaitLine("ready");
        }
        assertThat(events(killer)).containsExactly("SENT", "RECEIVED", "RECEIVED", "RECEIVED", "MOVED_TO_TSQ");
        assertThat(get(killer).lastErrorCode()).isEqualTo("ATTEMPTS_EXHAUSTED");
        assertThat(effects(killer)).isZero();
        for (UUID neighbour : neighbours) {
            assertThat(effects(neighbour)).isOne();
            assertThat(get(neighbour).attempts()).isLessThanOrEqualTo(2);
            assertThat(events(neighbour)).containsOnlyOnce("COMPLETED").doesNotContain("MOVED_TO_TSQ");
        }
        assertThat(sentReplies()).hasSize(7);
        assertThat(queued()).isZero();
    }

    private ChildJvm worker(String options) throws Exception {
        return ChildJvm.start(
                KillableWorker.class, PGMQ.database(), debit("?visibilityTimeout=2s&pollInterval=1s&" + options));
    }
}
