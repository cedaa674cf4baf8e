/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultShutdownStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Camel refuses to run routes while it is being shut down by force. */
class ForcedShutdownIT extends CommandBusTestBase {

    private final AtomicBoolean forced = new AtomicBoolean(true);

    @Override
    protected void configure(CamelContext context) {
        context.setShutdownStrategy(new DefaultShutdownStrategy(context) {
            @Override
            public boolean isForceShutdown() {
                return forced.get();
            }
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatItRefusesToRunIsTriedAgain(boolean transacted) throws Exception {
        handle("&retryBackoff=100ms&transacted=" + transacted, exchange -> {});
        UUID id = UUID.randomUUID();
        bus.send(CommandRequest.of(domain, "Debit", "{}").withId(id).withMaxAttempts(1000));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(events(id)).contains("FAILED"));
        forced.set(false);
        awaitStatus(id, CommandStatus.COMPLETED);
    }
}
