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

    /** As PGMQ makes them: without a primary key, with an index over the partition key. */
    @ParameterizedTest
    @ValueSource(strings = {"enqueued_at", "msg_id"})
    void partitionedQueueIsReadByThePartitionKey(String key) throws SQLException {
        String from = key.equals("msg_id") ? "0" : "'2020-01-01'";
        String to = key.equals("msg_id") ? "30000" : "'2030-01-01'";
        run(
                "DROP TABLE pgmq.q_sizes",
                "CREATE TABLE pgmq.q_sizes (msg_id bigint GENERATED ALWAYS AS IDENTITY, read_ct int DEFAULT 0,"
                        + " enqueued_at timestamptz DEFAULT now(), vt timestamptz, message jsonb, headers jsonb)"
                        + " PARTITION BY RANGE (" + key + ")",
                "CREATE TABLE pgmq.q_sizes_one PARTITION OF pgmq.q_sizes FOR VALUES FROM (" + from + ") TO (" + to
                        + ")",
                "CREATE TABLE pgmq.q_sizes_default PARTITION OF pgmq.q_sizes DEFAULT",
                "CREATE INDEX ON pgmq.q_sizes (" + key + ")");
        try {
            fill(50_000);
            run("ANALYZE pgmq.q_sizes", "ANALYZE pgmq.q_sizes_one", "ANALYZE pgmq.q_sizes_default");
            assertThat(size().size()).isCloseTo(50_000, within(2_500.0));
            assertThat(size().age()).isBetween(0.0, 600.0);
            QueryPlan plan = QueryPlan.of(connection, QueueSize.select(connection, queue), "");
            assertThat(plan.toString()).contains("_" + key + "_idx");
            assertThat(plan.cost()).as(plan.toString()).isLessThan(3_000);
        } finally {
            run("DROP TABLE pgmq.q_sizes", "DELETE FROM pgmq.meta WHERE queue_name = 'sizes'");
        }
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
