/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quarkus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.camelpgmq.embedded.PgmqDatabase;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The application as it is deployed, in a JVM of its own. */
class QuarkusIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Path LOG = Path.of("target", "quarkus.log");

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private final TestSql sql = new TestSql(PGMQ.dataSource());
    private Process application;

    @BeforeEach
    void start() throws IOException {
        PgmqDatabase database = PGMQ.database();
        sql.run(Files.readString(Path.of("src/main/resources/schema.sql")));
        ProcessBuilder command = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar")
                .redirectErrorStream(true)
                .redirectOutput(LOG.toFile());
        command.environment().put("QUARKUS_DATASOURCE_JDBC_URL", database.jdbcUrl());
        command.environment().put("QUARKUS_DATASOURCE_USERNAME", database.username());
        command.environment().put("QUARKUS_DATASOURCE_PASSWORD", database.password());
        application = command.start();
        await().atMost(PATIENCE)
                .failFast("The application ended, see " + LOG, () -> !application.isAlive())
                .until(() -> log().contains("Apache Camel") && log().contains("started in"));
    }

    @AfterEach
    void stop() {
        application.destroyForcibly();
    }

    @Test
    void jtaTransactionsHoldOrderAndCommandAndThenLedgerAndCompletion() throws Exception {
        order(1, 5);
        order(2, 5000);
        order(3, -1);

        await().atMost(PATIENCE).until(() -> sql.count("pgmq.q_refused_orders") == 1);
        await().atMost(PATIENCE).until(() -> commands("COMPLETED") == 1 && commands("FAILED") == 1);
        assertThat(sql.value("SELECT string_agg(id::text, ' ' ORDER BY id) FROM orders"))
                .isEqualTo("1 3");
        assertThat(sql.count("command_bus_command")).isEqualTo(2);
        assertThat(sql.value("SELECT string_agg(order_id::text, ' ') FROM ledger"))
                .isEqualTo("1");
        assertThat(sql.count("command_bus_audit WHERE event_type = 'BUSINESS_RULE_FAILED'"))
                .isEqualTo(1);

        application.destroy();
        assertThat(application.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(log().lines().filter(line -> line.contains("WARN") || line.contains("ERROR")))
                .as("What pool and transaction manager complain about")
                .noneMatch(line -> line.contains("agroal") || line.contains("arjuna"));
    }

    private void order(int id, int amount) {
        sql.run("SELECT pgmq.send('orders', '{\"id\":%d,\"amount\":%d}')".formatted(id, amount));
    }

    private long commands(String status) {
        return sql.count("command_bus_command WHERE status = '" + status + "'");
    }

    private static String log() throws IOException {
        return Files.exists(LOG) ? Files.readString(LOG) : "";
    }
}
