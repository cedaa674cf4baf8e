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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The example prints what it says, and nothing else, started by Camel's own main class, with either profile. */
class YamlExampleIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    @RegisterExtension
    static final PgmqExtension POORER = new PgmqExtension();

    private static final List<String> EXPECTED = List.of(
            "FAILED NO_FUNDS",
            "The gateway does not answer",
            "In troubleshooting, NOT_POSITIVE",
            "Sent again by olga",
            "Transfers DONE: 39, amount 1718",
            "Transfers FAILED: 1, amount 5000",
            "The money adds up: 10 accounts, together 10000");

    private static ChildJvm onEmbedded;
    private static ChildJvm onExisting;
    private static ChildJvm onPoorer;

    @BeforeAll
    static void start() throws IOException {
        onEmbedded = run(Map.of(), "dev");
        onExisting = run(on(PGMQ), "prod");
        new TestSql(POORER.dataSource())
                .run("CREATE TABLE account AS SELECT id, 999::numeric AS balance FROM generate_series(1, 10) AS id");
        onPoorer = run(on(POORER), "prod");
    }

    @AfterAll
    static void stop() {
        Stream.of(onEmbedded, onExisting, onPoorer).filter(Objects::nonNull).forEach(ChildJvm::close);
    }

    @Test
    void endsByItselfWithMoneyThatAddsUp() throws InterruptedException {
        assertThat(onEmbedded.awaitEnd().lines())
                .allSatisfy(line -> assertThat(line).contains(" INFO "))
                .satisfies(lines -> assertThat(String.join("\n", lines)).contains(EXPECTED));
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

    @Test
    void endsWithAnErrorIfTheMoneyDoesNotAddUp() throws InterruptedException {
        assertThat(onPoorer.awaitEnd())
                .contains("The money does not add up: {sum=9990, wrong=10, unfinished=0}")
                .doesNotContain("The money adds up");
        assertThat(onPoorer.exitCode()).isOne();
    }

    private static Map<String, String> on(PgmqExtension database) {
        return Map.of(
                "DB_URL", database.jdbcUrl(),
                "DB_USERNAME", database.username(),
                "DB_PASSWORD", Objects.toString(database.password(), ""));
    }

    /** As the pom does. */
    private static ChildJvm run(Map<String, String> environment, String profile) throws IOException {
        return ChildJvm.start(
                Path.of("."), environment, List.of("-Dcamel.main.profile=" + profile, "org.apache.camel.main.Main"));
    }
}
