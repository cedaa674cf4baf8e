/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.benchmark.QuickServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

@DisabledIfSystemProperty(named = "pgmq.instance", matches = "remote", disabledReason = QuickServer.WHY_NOT_REMOTE)
class RoundTripsIT {

    private static final int STATEMENTS = 50;

    private static BenchmarkServer server;

    @BeforeAll
    static void start() {
        server = QuickServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyStatementIsARoundTrip() throws Exception {
        try (BenchmarkDatabase database = server.createDatabase();
                Connection connection = database.counted().getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
            Costs before = database.costs();
            for (int i = 0; i < STATEMENTS; i++) {
                statement.execute();
            }
            Costs costs = database.costs().since(before);

            assertThat(costs.roundTrips()).isEqualTo(STATEMENTS);
            assertThat(costs.statements()).isEqualTo(STATEMENTS);
        }
    }

    @Test
    void anAnswerOfManyPacketsIsOneRoundTrip() throws Exception {
        try (BenchmarkDatabase database = server.createDatabase();
                Connection connection = database.counted().getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT repeat('x', 1000000)")) {
            Costs before = database.costs();
            statement.execute();

            assertThat(database.costs().since(before).roundTrips()).isEqualTo(1);
        }
    }

    @Test
    void aBatchIsHardlyMoreThanOneRoundTrip() throws Exception {
        try (BenchmarkDatabase database = server.createDatabase();
                Connection connection = database.counted().getConnection()) {
            database.execute("CREATE TABLE t (n int)");
            try (PreparedStatement statement = connection.prepareStatement("INSERT INTO t VALUES (?::int)")) {
                for (int i = 0; i < STATEMENTS; i++) {
                    statement.setInt(1, i);
                    statement.addBatch();
                }
                Costs before = database.costs();
                statement.executeBatch();
                Costs costs = database.costs().since(before);

                // The first time the driver asks for the types of the parameters.
                assertThat(costs.roundTrips()).isBetween(1.0, 2.0);
                assertThat(costs.walBytes()).isPositive();
            }
        }
    }

    @Test
    void databasesAreCountedApart() throws Exception {
        try (BenchmarkDatabase one = server.createDatabase();
                BenchmarkDatabase other = server.createDatabase();
                Connection connection = one.counted().getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT 1")) {
            Costs before = other.costs();
            statement.execute();

            assertThat(other.costs().since(before).roundTrips()).isZero();
        }
    }
}
