/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.embedded.junit5.QueryPlan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a queue's size costs must not depend on the size. */
class QueueSizeIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private final QueueName queue = QueueName.of("sizes");
    private Connection connection;

    private record Size(double size, Double age) {}

    @BeforeEach
    void createQueue() throws SQLException {
        connection = PGMQ.dataSource().getConnection();
        QueueCatalog.createIfMissing(connection, queue);
        run("TRUNCATE pgmq.q_sizes");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void emptyQueueHasNoAge() throws SQLException {
        assertThat(size()).isEqualTo(new Size(0, null));
    }

    @Test
    void shortQueueIsCounted() throws SQLException {
        fill(10_000);
        run("UPDATE pgmq.q_sizes SET enqueued_at = clock_timestamp() - interval '1 hour'"
                + " WHERE msg_id = (SELECT min(msg_id) FROM pgmq.q_sizes)");
        assertThat(size().size()).isEqualTo(10_000);
        assertThat(size().age()).isCloseTo(3600, within(60.0));
    }

    /** Until the server has looked at the table there is nothing to estimate from. */
    @Test
    void longQueueWithoutStatisticsIsMeasuredByItsIds() throws SQLException {
        fill(30_000);
        assertThat(size().size()).isEqualTo(30_000);
    }

    @Test
    void longQueueIsEstimated() throws SQLException {
        fill(40_000);
        run("ANALYZE pgmq.q_sizes");
        assertThat(size().size()).isCloseTo(40_000, within(2_000.0));
        fill(40_000);
        assertThat(size().size()).as("grown since").isCloseTo(80_000, within(4_000.0));
        run("DELETE FROM pgmq.q_sizes WHERE msg_id % 2 = 0", "ANALYZE pgmq.q_sizes");
        assertThat(size().size()).as("with gaps").isCloseTo(40_000, within(2_000.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {50_000, 200_000})
    void readsNoMoreOfALongerQueue(int messages) throws SQLException {
        fill(messages);
        run("ANALYZE pgmq.q_sizes");
        QueryPlan plan = QueryPlan.of(connection, QueueSize.select(connection, queue), "");
        assertThat(plan).matches(p -> !p.scans("q_sizes"), "uses the key");
        assertThat(plan.cost()).as(plan.toString()).isLessThan(2_000);
    }

    private Size size() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(QueueSize.select(connection, queue))) {
            assertThat(rows.next()).isTrue();
            return new Size(rows.getDouble("size"), rows.getObject("age", Double.class));
        }
    }

    private void fill(int messages) throws SQLException {
        run("INSERT INTO pgmq.q_sizes (vt, message) SELECT clock_timestamp(), '{}' FROM generate_series(1, " + messages
                + ")");
    }

    private void run(String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
