/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.embedded.junit5.QueryPlan;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens for each message must not depend on how many there are. */
class QueueStatementsPlanIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final String LEASES = "array_fill(1::bigint, ARRAY[100]), array_fill(1, ARRAY[100])";

    private final QueueStatements sql = new QueueStatements(QueueName.of("plans"));

    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void whatEndsADeliveryUsesTheKey(String mode) throws SQLException {
        try (Connection connection = filled(mode)) {
            assertIndexed(connection, sql.delete, LEASES);
            assertIndexed(connection, sql.deleteAndRead, LEASES + ", 'plans', 30, 100");
            assertIndexed(connection, sql.archive, LEASES + ", 'plans'");
            assertIndexed(connection, sql.archiveAndRead, LEASES + ", 'plans', 'plans', 30, 100");
            assertIndexed(connection, sql.renew, LEASES + ", 30");
            assertIndexed(connection, sql.postpone, LEASES + ", array_fill(1.0::float8, ARRAY[100])");
            assertIndexed(connection, sql.deadLetter, LEASES + ", array_fill('{}'::jsonb, ARRAY[100]), 'dead'");
            assertIndexed(connection, sql.browse, "100");
        }
    }

    @Test
    void nextVisibleMessageIsFoundThroughTheIndexOverTheirTimes() throws SQLException {
        try (Connection connection = filled("auto")) {
            assertThat(QueryPlan.of(connection, sql.nextVisible, "0.01").toString())
                    .containsPattern("Index Cond: .*vt > ");
            assertThat(QueryPlan.of(connection, sql.readAndNextVisible, "'plans', 30, 100, 100")
                            .toString())
                    .containsPattern("Index Cond: .*vt > ");
        }
    }

    private static void assertIndexed(Connection connection, String statement, String values) throws SQLException {
        assertThat(QueryPlan.of(connection, statement, values))
                .matches(plan -> !plan.scans("q_plans"), "uses an index");
    }

    private static Connection filled(String planCacheMode) throws SQLException {
        Connection connection = PGMQ.dataSource().getConnection();
        QueueCatalog.createIfMissing(connection, QueueName.of("plans"));
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET plan_cache_mode = " + planCacheMode);
            statement.execute("TRUNCATE pgmq.q_plans");
            statement.execute("INSERT INTO pgmq.q_plans (vt, message)"
                    + " SELECT clock_timestamp() + n * interval '1 second', '{}' FROM generate_series(1, 50000) AS n");
            statement.execute("ANALYZE pgmq.q_plans");
        }
        return connection;
    }
}
