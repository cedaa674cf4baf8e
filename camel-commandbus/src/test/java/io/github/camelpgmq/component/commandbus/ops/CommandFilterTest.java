/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandFilterTest {

    @Test
    void refusesWhatCannotBe() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandFilter.of("a; DROP TABLE x"))
                .withMessageContaining("a; DROP");
        assertThatIllegalArgumentException().isThrownBy(() -> CommandFilter.ALL.withLimit(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandFilter.ALL.withLimit(1001).pageSize())
                .withMessageContaining("1000");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        CommandFilter.ALL.withStatus(CommandStatus.PENDING).troubled())
                .withMessageContaining("PENDING");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> BulkRequest.of(CommandFilter.ALL, null, null).withChunkSize(0));
    }

    @Test
    void eachCriterionNarrowsButNotDomainStatusAndLimit() {
        UUID id = UUID.randomUUID();
        assertThat(CommandFilter.of("a")
                        .withStatus(CommandStatus.IN_TROUBLESHOOTING_QUEUE)
                        .withLimit(5)
                        .narrows())
                .isFalse();
        assertThat(CommandFilter.ALL.withCommandType("T").narrows()).isTrue();
        assertThat(CommandFilter.ALL.withErrorCode("E").narrows()).isTrue();
        assertThat(CommandFilter.ALL.withCreated(Instant.EPOCH, null).narrows()).isTrue();
        assertThat(CommandFilter.ALL.withCreated(null, Instant.EPOCH).narrows()).isTrue();
        assertThat(CommandFilter.ALL.withCorrelationId(id).narrows()).isTrue();
        assertThat(CommandFilter.ALL.withBatchId(id).narrows()).isTrue();
    }

    @Test
    void aBulkActionOnEverythingMustBeMeant() {
        BulkRequest everything = BulkRequest.of(CommandFilter.of("a"), "ann", null);
        assertThatIllegalArgumentException()
                .isThrownBy(everything::check)
                .withMessageContaining("every command in troubleshooting of domain a");
        everything.withEverything(true).check();
        everything.withDryRun(true).check();
        BulkRequest.of(CommandFilter.ALL.withCommandType("T"), null, null).check();
    }

    @Test
    void domainsAreInOneOrderAndOnce() {
        assertThat(CommandFilter.of("b", "a", "b").domains()).containsExactly("a", "b");
    }
}
