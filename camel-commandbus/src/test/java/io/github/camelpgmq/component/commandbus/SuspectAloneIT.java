/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command whose last attempt ended without an outcome may kill the process again, so it takes no neighbour with it. */
class SuspectAloneIT extends CommandBusTestBase {

    private final CountDownLatch suspectRuns = new CountDownLatch(1);
    private final CountDownLatch anotherRuns = new CountDownLatch(1);
    private final AtomicBoolean alone = new AtomicBoolean();

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingStartsWhileItRuns(boolean transacted) throws Exception {
        UUID suspect = send(Map.of());
        sql("UPDATE command_bus_command SET status = 'IN_PROGRESS', attempts = 1 WHERE command_id = '" + suspect + "'");
        handle("&concurrentConsumers=4&transacted=" + transacted, exchange -> run(exchange, suspect));
        assertThat(suspectRuns.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        List<UUID> others = Stream.generate(() -> send(Map.of())).limit(5).toList();

        awaitStatus(suspect, CommandStatus.COMPLETED);
        assertThat(alone).isTrue();
        others.forEach(id -> awaitStatus(id, CommandStatus.COMPLETED));
    }

    private void run(Exchange exchange, UUID suspect) throws InterruptedException {
        if (suspect.toString().equals(exchange.getMessage().getHeader(CommandBusConstants.COMMAND_ID))) {
            suspectRuns.countDown();
            alone.set(!anotherRuns.await(2, TimeUnit.SECONDS));
        } else {
            anotherRuns.countDown();
        }
    }
}
