/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.Load;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Plain JDBC: threads that have a connection each and keep their prepared statements. */
final class RawWorkers implements RoundRunner {

    /** A worker's share of a round. */
    @FunctionalInterface
    interface Work {
        void run(int thread) throws SQLException;
    }

    /** Prepares the statements of a worker. */
    @FunctionalInterface
    interface Prepared {
        Work on(Connection connection) throws SQLException;
    }

    /** Makes a round ready. */
    @FunctionalInterface
    interface Preparation {
        void run() throws Exception;
    }

    private final long operations;
    private final Preparation preparation;
    private final Load load;
    private final List<Connection> connections = new ArrayList<>();
    private final List<Work> workers = new ArrayList<>();

    /** @param operations what all workers do together in a round */
    RawWorkers(BenchmarkDatabase database, int threads, long operations, Preparation preparation, Prepared prepared)
            throws SQLException {
        this.operations = operations;
        this.preparation = preparation;
        this.load = new Load(threads);
        for (int i = 0; i < threads; i++) {
            Connection connection = database.counted().getConnection();
            connections.add(connection);
            workers.add(prepared.on(connection));
        }
    }

    @Override
    public void prepare() throws Exception {
        preparation.run();
    }

    @Override
    public Sample run() throws Exception {
        return load.measure(operations, thread -> workers.get(thread).run(thread));
    }

    @Override
    public void close() throws SQLException {
        load.close();
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
