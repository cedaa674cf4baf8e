/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.Settings;
import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.Contestant;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** What makes pgmq.read, which every fetch calls, slower: rows that it must step over before it finds a visible one. */
public final class PgmqReadCases {

    private static final int FETCH = 100;

    private PgmqReadCases() {}

    /** Its case. */
    public static List<Case> all(Settings settings) {
        int reads = settings.scaled(50);
        int some = settings.scaled(100_000);
        int many = settings.scaled(500_000);
        return List.of(new Case(
                "pgmq-read-cost",
                "pgmq.read of 100, by what lies before them",
                "reads",
                List.of(
                        new Contestant("nothing", database -> new Reads(database, reads, 0, 0)),
                        new Contestant(some + " invisible", database -> new Reads(database, reads, some, 0)),
                        new Contestant(many + " invisible", database -> new Reads(database, reads, many, 0)),
                        new Contestant(some + " dead, snapshot held", database -> new Reads(database, reads, 0, some))),
                List.of(),
                "Invisible: delayed or leased. Dead: deleted, and kept from VACUUM by an older transaction that is still"
                        + " open. The latency is that of one read."));
    }

    private static final class Reads implements RoundRunner {

        private final BenchmarkDatabase database;
        private final Backlog backlog;
        private final int reads;
        private final int invisible;
        private final int dead;
        private final Connection reader;
        private final PreparedStatement read;
        private Connection holder;

        Reads(BenchmarkDatabase database, int reads, int invisible, int dead) throws SQLException {
            this.database = database;
            this.backlog = new Backlog(database, "bench0");
            this.reads = reads;
            this.invisible = invisible;
            this.dead = dead;
            this.reader = database.counted().getConnection();
            this.read = reader.prepareStatement(
                    "SELECT msg_id, message FROM pgmq.read('" + backlog.queue() + "', 3600, " + FETCH + ")");
        }

        @Override
        public void prepare() throws SQLException {
            release();
            backlog.refill(dead);
            if (dead > 0) {
                hold();
                database.execute("DELETE FROM pgmq.q_" + backlog.queue());
            }
            backlog.add(invisible, 3600);
            backlog.add(reads * FETCH, 0);
        }

        private void hold() throws SQLException {
            holder = database.counted().getConnection();
            holder.setAutoCommit(false);
            holder.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = holder.createStatement()) {
                statement.execute("SELECT 1");
            }
        }

        @Override
        public Sample run() throws SQLException {
            long[] each = new long[reads];
            long start = System.nanoTime();
            for (int i = 0; i < reads; i++) {
                long before = System.nanoTime();
                int rows = readOnce();
                each[i] = System.nanoTime() - before;
                if (rows != FETCH) {
                    throw new IllegalStateException("Read " + rows + " messages instead of " + FETCH);
                }
            }
            return Sample.latencies(each, System.nanoTime() - start);
        }

        private int readOnce() throws SQLException {
            int rows = 0;
            try (ResultSet messages = read.executeQuery()) {
                while (messages.next()) {
                    rows++;
                }
            }
            return rows;
        }

        private void release() throws SQLException {
            if (holder != null) {
                holder.close();
                holder = null;
            }
        }

        @Override
        public void close() throws SQLException {
            release();
            reader.close();
        }
    }
}
