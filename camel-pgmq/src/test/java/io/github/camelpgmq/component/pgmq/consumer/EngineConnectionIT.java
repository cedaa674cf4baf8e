/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import io.github.camelpgmq.component.pgmq.support.CamelNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.Server;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.PGConnection;

class EngineConnectionIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private final AtomicInteger checks = new AtomicInteger();
    private final QueueStore store = new QueueStore(
            QueueName.of("orders"), Selection.ALL, QueueSettings.deleting(Duration.ofSeconds(30)), new QueueEvents() {
                @Override
                public void connected(Connection connection) {
                    checks.incrementAndGet();
                }
            });
    private HikariDataSource pool;

    @BeforeEach
    void open() {
        pool = CamelNode.pool(new Server(PGMQ.database()).dataSource("engine"), 1);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void checksANewConnectionOnce() throws SQLException {
        try (EngineConnection connection = connection(Duration.ofHours(1))) {
            assertThat(connection.get()).isSameAs(connection.get());
            assertThat(checks).hasValue(1);
            connection.discard();
            connection.get();
            assertThat(checks).hasValue(2);
        }
    }

    @Test
    void checksAConnectionThatLastsAgain() throws SQLException {
        try (EngineConnection connection = connection(Duration.ZERO)) {
            connection.get();
            connection.get();
            assertThat(checks).hasValue(2);
        }
    }

    @Test
    void whatHasFailedDoesNotGoBackToThePool() throws SQLException {
        int failed;
        try (EngineConnection connection = connection(Duration.ofHours(1))) {
            failed = pid(connection.get());
            connection.discard();
        }
        try (Connection next = pool.getConnection()) {
            assertThat(pid(next)).isNotEqualTo(failed);
        }
    }

    @Test
    void whatWorksGoesBackAsItCame() throws SQLException {
        int before;
        int timeout;
        try (Connection first = pool.getConnection()) {
            before = pid(first);
            timeout = first.getNetworkTimeout();
        }
        try (EngineConnection connection = connection(Duration.ofHours(1))) {
            assertThat(connection.get().getNetworkTimeout()).isEqualTo(30_000);
        }
        try (Connection next = pool.getConnection()) {
            assertThat(pid(next)).isEqualTo(before);
            assertThat(next.getNetworkTimeout()).isEqualTo(timeout);
        }
    }

    private EngineConnection connection(Duration recheck) {
        return new EngineConnection(pool, store, Duration.ofSeconds(30), recheck);
    }

    private static int pid(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }
}
