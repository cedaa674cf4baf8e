/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "Payments",
                "a-b",
                "a b",
                "a'b",
                "a\"b",
                "a.b",
                "ä",
                "a\n",
                "x;--",
                "01234567890123456789012345678901234567"
            })
    void domainsThatAreNotUsable(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new DomainName(name))
                .withMessageContaining("Domain");
    }

    @Test
    void longestDomainFitsIntoAQueueName() {
        String longest = "a".repeat(DomainName.MAX_LENGTH);
        assertThat(QueueName.of(new DomainName(longest).commandQueue()).name()).hasSize(47);
        assertThat(new DomainName("payments").replyQueue()).isEqualTo("payments__replies");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "a.b.c", "a b", "a\"; DROP TABLE x; --", "1a", ".a", "a.", "a-b"})
    void tablesThatAreNotUsable(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CommandTables(name, "a", "b"))
                .withMessageContaining("commandTable");
    }

    @Test
    void tablesAreFoldedAndQuoted() {
        CommandTables tables = new CommandTables("Bus.Commands", "audit", "batch");
        assertThat(tables.commandSql()).isEqualTo("\"bus\".\"commands\"");
        assertThat(tables.auditSql()).isEqualTo("\"audit\"");
        assertThatIllegalArgumentException().isThrownBy(() -> new CommandTables("a", "a", "b"));
    }

    @Test
    void schemaNamesItsIndexesAfterTheTables() {
        String ddl = new CommandBusSchema(new CommandTables("bus.c", "bus.a", "b".repeat(63))).ddl();
        assertThat(ddl)
                .contains("CREATE SCHEMA IF NOT EXISTS \"bus\"")
                .contains("CREATE TABLE IF NOT EXISTS \"bus\".\"c\"")
                .contains("\"c_created_idx\"")
                .contains("\"" + "b".repeat(51) + "_created_idx\"")
                .doesNotContain("command_bus_");
    }

    @Test
    void leasesAreRoundedUpToSeconds() {
        assertThat(Durations.wholeSeconds(Duration.ofMillis(1))).isEqualTo(1);
        assertThat(Durations.wholeSeconds(Duration.ofMillis(2001))).isEqualTo(3);
        assertThat(Durations.wholeSeconds(Duration.ofSeconds(2))).isEqualTo(2);
        assertThat(Durations.wholeSeconds(Duration.ofDays(100_000_000))).isEqualTo(Integer.MAX_VALUE);
    }
}
