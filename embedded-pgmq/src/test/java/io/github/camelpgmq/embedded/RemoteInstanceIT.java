/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The existing server is an embedded one here. */
class RemoteInstanceIT {

    private static final String OURS =
            "SELECT count(*) FROM pg_database WHERE datname LIKE 'pgmq\\_%' AND datname <> current_database()";

    private static PgmqServer existing;
    private static PgmqDatabase database;

    @BeforeAll
    static void start() {
        existing = PgmqServer.start(PgmqServerConfig.builder().build());
        database = existing.createDatabase();
    }

    @AfterAll
    static void stop() {
        existing.close();
    }

    @Test
    void usesTheServersExtensionAndLeavesNothingBehind() throws SQLException {
        String before = Queries.value(database.dataSource(), OURS);
        try (PgmqServer remote = PgmqServer.start(config().build())) {
            assertThat(remote.describe()).startsWith("existing PostgreSQL 18").contains("PGMQ " + PgmqFiles.version());
            PgmqDatabase left = remote.createDatabase();
            assertThat(Queries.value(left.dataSource(), "SELECT extname FROM pg_extension WHERE extname = 'pgmq'"))
                    .isEqualTo("pgmq");
            assertThat(Queries.value(left.dataSource(), "SELECT pgmq.create('greetings')"))
                    .isNotNull();
        }
        assertThat(Queries.value(database.dataSource(), OURS)).isEqualTo(before);
    }

    @Test
    void runsTheScriptWhereTheServerHasNoExtension() throws SQLException {
        execute("CREATE ROLE builder LOGIN CREATEDB PASSWORD 'secret'");
        // Without the path the server has no extension pgmq, like many in the cloud.
        execute("ALTER ROLE builder SET extension_control_path = '$system'");
        PgmqServerConfig config =
                config().username("builder").password("secret").build();
        try (PgmqServer remote = PgmqServer.start(config);
                PgmqDatabase own = remote.createDatabase()) {
            assertThat(remote.describe()).contains("as SQL script").doesNotContain("secret");
            Queries.value(own.dataSource(), "SELECT pgmq.create('greetings')");
            Queries.value(own.dataSource(), "SELECT pgmq.send('greetings', '{\"n\": 7}')");
            assertThat(Queries.value(own.dataSource(), "SELECT message ->> 'n' FROM pgmq.read('greetings', 30, 1)"))
                    .isEqualTo("7");
        }
    }

    @Test
    void namesTheRightThatIsMissing() throws SQLException {
        execute("CREATE ROLE reader LOGIN");
        PgmqServerConfig config = config().username("reader").build();
        assertThatThrownBy(() -> PgmqServer.start(config))
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining("pgmq.username")
                .hasMessageContaining("ALTER ROLE reader CREATEDB");
    }

    @Test
    void namesTheRoleThatIsUnknown() {
        PgmqServerConfig config = config().username("nobody_at_all").build();
        assertThatThrownBy(() -> PgmqServer.start(config))
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining("pgmq.username and pgmq.password");
    }

    @Test
    void namesTheServerThatDoesNotAnswer() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        PgmqServerConfig config = PgmqServerConfig.builder()
                .remote("jdbc:postgresql://localhost:" + port + "/postgres?user=someone&password=secret")
                .build();
        assertThatThrownBy(() -> PgmqServer.start(config))
                .isInstanceOf(PgmqServerException.class)
                .hasMessageContaining("someone at jdbc:postgresql://localhost:" + port)
                .hasMessageContaining("pgmq.url")
                .hasMessageNotContaining("secret");
    }

    private static PgmqServerConfig.Builder config() {
        return PgmqServerConfig.builder().remote(database.jdbcUrl() + "?ApplicationName=test");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
