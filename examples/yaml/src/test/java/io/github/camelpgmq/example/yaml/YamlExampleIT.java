/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.ChildJvm;
import io.github.camelpgmq.support.TestSql;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example does what it says, started by Camel's own main class, with either profile. */
class YamlExampleIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final List<String> EXPECTED = List.of(
            "FAILED NO_FUNDS",
            "The gateway does not answer",
            "In troubleshooting, NOT_POSITIVE",
            "Sent again by olga",
            "39 transfers DONE",
            "1 transfers FAILED, amount 5000",
            "The money adds up: 10 accounts, together 10000");

    private static ChildJvm onEmbedded;
    private static ChildJvm onExisting;

    @BeforeAll
    static void start() throws IOException {
        onEmbedded = run(Map.of());
        onExisting = run(
                Map.of(
                        "DB_URL", PGMQ.jdbcUrl(),
                        "DB_USERNAME", PGMQ.username(),
                        "DB_PASSWORD", Objects.toString(PGMQ.password(), "")),
                "-Dcamel.main.profile=prod");
    }

    @AfterAll
    static void stop() {
        Stream.of(onEmbedded, onExisting).filter(Objects::nonNull).forEach(ChildJvm::close);
    }

    @Test
    void endsByItselfWithMoneyThatAddsUp() throws InterruptedException {
        assertThat(onEmbedded.awaitEnd()).contains(EXPECTED);
        assertThat(onEmbedded.exitCode()).isZero();
    }

    @Test
    void runsOnADatabaseThatIsThere() throws InterruptedException {
        assertThat(onExisting.awaitEnd()).contains(EXPECTED);
        TestSql database = new TestSql(PGMQ.dataSource());
        assertThat(database.number("SELECT sum(balance) FROM account")).isEqualTo(10_000);
        assertThat(database.count("account WHERE balance < 0")).isZero();
        assertThat(database.count("transfer WHERE state = 'DONE'")).isEqualTo(39);
        assertThat(database.count("command_bus_command WHERE status = 'COMPLETED'"))
                .as("a debit and a credit for each")
                .isEqualTo(2 * 39);
        assertThat(database.count("command_bus_audit WHERE event_type = 'RETRY_SCHEDULED'"))
                .as("every tenth debit is retried once")
                .isEqualTo(4);
        assertThat(database.count("pgmq.q_payments__commands")).isZero();
        assertThat(database.count("pgmq.q_payments__replies")).isZero();
    }

    private static ChildJvm run(Map<String, String> environment, String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.add("org.apache.camel.main.Main");
        return ChildJvm.start(Path.of("."), environment, arguments);
    }
}
