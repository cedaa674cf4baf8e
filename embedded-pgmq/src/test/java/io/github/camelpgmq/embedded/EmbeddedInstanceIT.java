/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedInstanceIT {

    private static PgmqServer server;

    @BeforeAll
    static void start() {
        server = PgmqServer.start(PgmqServerConfig.builder().build());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void holdsTheGenuinePgmq() throws SQLException {
        try (PgmqDatabase database = server.createDatabase()) {
            DataSource dataSource = database.dataSource();
            Queries.value(dataSource, "SELECT pgmq.create('greetings')");
            assertThat(Queries.value(dataSource, "SELECT pgmq.send('greetings', '{\"hello\": \"world\"}')"))
                    .isEqualTo("1");
            assertThat(Queries.value(dataSource, "SELECT message ->> 'hello' FROM pgmq.read('greetings', 30, 1)"))
                    .isEqualTo("world");
            assertThat(Queries.value(dataSource, "SELECT extversion FROM pg_extension WHERE extname = 'pgmq'"))
                    .isEqualTo(PgmqFiles.version());
        }
    }

    @Test
    void keepsDatabasesApart() throws SQLException {
        try (PgmqDatabase one = server.createDatabase();
                PgmqDatabase other = server.createDatabase("orders")) {
            Queries.value(one.dataSource(), "SELECT pgmq.create('only_here')");
            assertThat(Queries.value(one.dataSource(), "SELECT count(*) FROM pgmq.list_queues()"))
                    .isEqualTo("1");
            assertThat(Queries.value(other.dataSource(), "SELECT count(*) FROM pgmq.list_queues()"))
                    .isEqualTo("0");
            assertThat(Queries.value(other.dataSource(), "SELECT current_database()"))
                    .isEqualTo("orders");
        }
    }

    @Test
    void createsDatabasesConcurrently() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<PgmqDatabase>> created = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> server.createDatabase()))
                    .toList();
            for (Future<PgmqDatabase> database : created) {
                try (PgmqDatabase mine = database.get()) {
                    assertThat(Queries.value(mine.dataSource(), "SELECT count(*) FROM pgmq.list_queues()"))
                            .isEqualTo("0");
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void dropsADatabaseThatIsInUse() throws SQLException {
        PgmqDatabase database = server.createDatabase();
        try (var connection = database.dataSource().getConnection()) {
            database.close();
            database.close();
            assertThat(connection.isValid(5)).isFalse();
        }
        try (PgmqDatabase other = server.createDatabase()) {
            assertThat(Queries.value(
                            other.dataSource(),
                            "SELECT count(*) FROM pg_database WHERE datname = '" + database.name() + "'"))
                    .isEqualTo("0");
        }
    }

    @Test
    void refusesNamesThatAreTakenOrHostile() {
        try (PgmqDatabase database = server.createDatabase("taken")) {
            assertThatThrownBy(() -> server.createDatabase(database.name()))
                    .isInstanceOf(PgmqServerException.class)
                    .hasMessageContaining("taken")
                    .hasMessageContaining("Choose another name");
        }
        assertThatThrownBy(() -> server.createDatabase("x\"; DROP DATABASE postgres; --"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lower-case letters");
    }

    @Test
    void isNotDurableByDefaultAndSaysSo() throws SQLException {
        try (PgmqDatabase database = server.createDatabase()) {
            assertThat(Queries.value(database.dataSource(), "SHOW fsync")).isEqualTo("off");
            assertThat(Queries.value(database.dataSource(), "SHOW max_connections"))
                    .isEqualTo("300");
        }
        assertThat(server.describe())
                .startsWith("embedded PostgreSQL 18")
                .contains("not durable", "PGMQ " + PgmqFiles.version(), "jdbc:postgresql://localhost:");
    }

    @Test
    void isDurableOnDemandAndTakesSettings() throws SQLException {
        PgmqServerConfig config = PgmqServerConfig.builder()
                .durable(true)
                .setting("log_line_prefix", "it's $HOME %m ")
                .build();
        try (PgmqServer durable = PgmqServer.start(config);
                PgmqDatabase database = durable.createDatabase()) {
            for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                assertThat(Queries.value(database.dataSource(), "SHOW " + setting))
                        .as(setting)
                        .isEqualTo("on");
            }
            assertThat(Queries.value(database.dataSource(), "SHOW log_line_prefix"))
                    .isEqualTo("it's $HOME %m ");
            assertThat(durable.describe()).contains(", durable");
        }
    }

    @Test
    void namesThePortThatIsTaken() throws Exception {
        try (ServerSocket holder = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            PgmqServerConfig config =
                    PgmqServerConfig.builder().port(holder.getLocalPort()).build();
            assertThatThrownBy(() -> PgmqServer.start(config))
                    .isInstanceOf(PgmqServerException.class)
                    .hasMessageContaining("port " + holder.getLocalPort())
                    .hasMessageContaining("pgmq.port");
        }
    }

    @Test
    void namesTheDirectoryThatCannotBeWrittenTo(@TempDir Path temporary) throws Exception {
        Path file = Files.createFile(temporary.resolve("a-file"));
        PgmqServerConfig config = PgmqServerConfig.builder().directory(file).build();
        assertThatThrownBy(() -> PgmqServer.start(config))
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("pgmq.directory");
    }

    @Test
    void repeatsWhatPostgresSaysAboutABadSetting(@TempDir Path temporary) {
        PgmqServerConfig config = PgmqServerConfig.builder()
                .directory(temporary)
                .setting("no_such_setting", "1")
                .startupTimeout(Duration.ofSeconds(3))
                .build();
        assertThatThrownBy(() -> PgmqServer.start(config))
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining("pgmq.setting")
                .hasMessageContaining("no_such_setting");
        assertThat(temporary).isDirectoryNotContaining("glob:**data-*");
    }

    @Test
    void removesWhatAKilledJvmLeft(@TempDir Path temporary) throws Exception {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        Process other = new ProcessBuilder(
                        java.toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledServer.class.getName(),
                        temporary.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        ProcessHandle postmaster;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(other.getInputStream(), StandardCharsets.UTF_8))) {
            postmaster = ProcessHandle.of(Long.parseLong(output.lines()
                            .filter(line -> line.startsWith(KilledServer.PID))
                            .findFirst()
                            .orElseThrow()
                            .substring(KilledServer.PID.length())))
                    .orElseThrow();
        } finally {
            other.destroyForcibly().waitFor();
        }
        assertThat(postmaster.isAlive()).isTrue();
        PgmqServer.start(PgmqServerConfig.builder().directory(temporary).build())
                .close();
        assertThat(postmaster.isAlive()).isFalse();
        assertThat(temporary).isDirectoryNotContaining("glob:**data-*");
    }

    @Test
    void leavesTheServersOfOthersAlone(@TempDir Path temporary) throws Exception {
        PgmqServerConfig config =
                PgmqServerConfig.builder().directory(temporary).build();
        try (PgmqServer first = PgmqServer.start(config);
                PgmqDatabase database = first.createDatabase()) {
            PgmqServer.start(config).close();
            assertThat(Queries.value(database.dataSource(), "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void leavesNoDataBehind(@TempDir Path temporary) throws Exception {
        PgmqServerConfig config = PgmqServerConfig.builder()
                .directory(temporary.resolve("with a space"))
                .build();
        PgmqServer other = PgmqServer.start(config);
        other.createDatabase();
        other.close();
        other.close();
        assertThat(config.directory()).isDirectoryNotContaining("glob:**data-*");
        assertThatThrownBy(other::createDatabase)
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining("closed");
    }
}
