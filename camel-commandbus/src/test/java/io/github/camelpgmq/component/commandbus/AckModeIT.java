/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages of commands that have ended are archived when that is wanted. */
class AckModeIT extends CommandBusTestBase {

    @Override
    protected void configure(CamelContext context) {
        context.getComponent("commandbus", CommandBusComponent.class).setAckMode(CommandBusComponent.AckMode.archive);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&transacted=true", "&transacted=true&transactionBatchSize=5", "&transacted=false"})
    void keepsTheMessageOfACommandThatHasEnded(String options) throws Exception {
        handle(options, exchange -> {
            if (exchange.getMessage().getBody(String.class).contains("broken")) {
                throw new BusinessRuleException("NO", "no");
            }
        });
        UUID done = send(Map.of("n", 1));
        UUID failed = send("\"broken\"");
        awaitStatus(done, CommandStatus.COMPLETED);
        awaitStatus(failed, CommandStatus.FAILED);
        assertThat(queued()).isZero();
        assertThat(rows(commands.archiveTable())).isEqualTo(2);

        assertThat(bus.purgeHistory(domain, Duration.ZERO).archived()).isEqualTo(2);
        assertThat(rows(commands.archiveTable())).isZero();
    }
}
