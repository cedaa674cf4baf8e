/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/**
 * What a round trip and a commit cost on the server, on one connection. Numbers of different machines can only be
 * compared with these beside them.
 *
 * @param roundTripsPerSecond {@code SELECT 1}, one after the other
 * @param commitsPerSecond    {@code INSERT} of a row, each a commit of its own
 */
public record CommitProbe(double roundTripsPerSecond, double commitsPerSecond) {

    /**
     * Measures, in a database of its own.
     *
     * @param duration how long each of the two is done
     */
    public static CommitProbe measure(BenchmarkServer server, Duration duration) throws SQLException {
        try (BenchmarkDatabase database = server.createDatabase()) {
            database.execute(
                    "CREATE TABLE probe (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text NOT NULL)");
            try (Connection connection = database.counted().getConnection();
                    PreparedStatement select = connection.prepareStatement("SELECT 1");
                    PreparedStatement insert =
                            connection.prepareStatement("INSERT INTO probe (body) VALUES ('probe')")) {
                // The first ones, which the server plans and reads from the disk, are left out.
                perSecond(select, duration.dividedBy(4));
                double selects = perSecond(select, duration);
                perSecond(insert, duration.dividedBy(4));
                return new CommitProbe(selects, perSecond(insert, duration));
            }
        }
    }

    private static double perSecond(PreparedStatement statement, Duration duration) throws SQLException {
        long start = System.nanoTime();
        long nanos;
        long done = 0;
        do {
            statement.execute();
            done++;
            nanos = System.nanoTime() - start;
        } while (nanos < duration.toNanos());
        return done * 1e9 / nanos;
    }
}
