/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimPolicyTest {

    @ParameterizedTest
    @CsvSource({
        // status, message id in the row, attempts of 3, valid body, decision
        "PENDING, 7, 0, true, CLAIM",
        "PENDING, , 0, true, CLAIM",
        "PENDING, 7, 3, true, EXHAUSTED",
        "PENDING, 7, 0, false, MALFORMED",
        "PENDING, 8, 0, true, STALE",
        "PENDING, 6, 0, true, STALE",
        "IN_PROGRESS, 7, 1, true, SUSPECT",
        "IN_PROGRESS, 7, 2, true, SUSPECT",
        "IN_PROGRESS, 7, 3, true, EXHAUSTED",
        "IN_PROGRESS, 7, 4, true, EXHAUSTED",
        "IN_PROGRESS, 7, 3, false, MALFORMED",
        "IN_PROGRESS, 8, 3, false, STALE",
        "COMPLETED, 7, 1, true, TERMINAL_DUPLICATE",
        "COMPLETED, 7, 3, false, TERMINAL_DUPLICATE",
        "COMPLETED, 8, 1, true, STALE",
        "FAILED, 7, 1, true, TERMINAL_DUPLICATE",
        "CANCELED, 7, 1, true, TERMINAL_DUPLICATE",
        "IN_TROUBLESHOOTING_QUEUE, 7, 1, true, TERMINAL_DUPLICATE",
        "IN_TROUBLESHOOTING_QUEUE, 8, 1, true, STALE",
    })
    void decidesByRow(CommandStatus status, Long rowMsgId, int attempts, boolean valid, Disposition expected) {
        CommandMetadata row = row(status, rowMsgId, attempts);
        assertThat(ClaimPolicy.decide(true, 7, row, valid)).isEqualTo(expected);
        assertThat(ClaimPolicy.decide(false, 7, row, valid)).isEqualTo(Disposition.LEASE_LOST);
    }

    @Test
    void decidesWithoutRow() {
        assertThat(ClaimPolicy.decide(true, 7, null, true)).isEqualTo(Disposition.UNKNOWN);
        assertThat(ClaimPolicy.decide(true, 7, null, false)).isEqualTo(Disposition.MALFORMED);
        assertThat(ClaimPolicy.decide(false, 7, null, false)).isEqualTo(Disposition.LEASE_LOST);
    }

    @Test
    void commandOfAnotherDomainIsMalformed() {
        String body = "{\"domain\":\"a\",\"command_type\":\"T\",\"command_id\":\"" + UUID.randomUUID() + "\"}";
        assertThat(ClaimPolicy.malformedBecause("a", body)).isNull();
        assertThat(ClaimPolicy.malformedBecause("b", body))
                .hasMessageContaining("domain")
                .hasMessageContaining("'a'");
        assertThat(ClaimPolicy.malformedBecause("b", null)).isNotNull();
    }

    private static CommandMetadata row(CommandStatus status, Long msgId, int attempts) {
        return new CommandMetadata(
                "a",
                UUID.randomUUID(),
                "T",
                status,
                attempts,
                3,
                "a__commands",
                msgId,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
