/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.support.LogCapture;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class OutcomesTest {

    @Test
    void troubleAfterTheCommitIsNotThrown() {
        // Without a component nobody can look at the batch.
        Outcomes outcomes = new Outcomes(
                new CommandStore("pay", CommandTables.DEFAULT),
                null,
                null,
                null,
                null,
                false,
                new BatchWatches(null),
                () -> {},
                (outcome, nanos) -> {});
        try (LogCapture log = LogCapture.of(Outcomes.class)) {
            outcomes.ended(command(UUID.randomUUID()));
            assertThat(log.warnings()).singleElement().asString().contains("has ended, but who waits for it");
        }
    }

    private static FetchedCommand command(UUID batchId) {
        UUID id = UUID.randomUUID();
        Instant now = Instant.EPOCH;
        CommandMetadata metadata = new CommandMetadata(
                "pay",
                id,
                "Debit",
                CommandStatus.COMPLETED,
                1,
                3,
                "pay__commands",
                1L,
                null,
                null,
                null,
                null,
                now,
                now,
                "",
                null,
                batchId);
        return new FetchedCommand(new Lease(1, 1), now, now, "{}", null, id, metadata, false);
    }
}
