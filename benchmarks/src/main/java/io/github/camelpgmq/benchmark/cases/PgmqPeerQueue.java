/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;

/** A queue of PGMQ. */
final class PgmqPeerQueue implements PeerQueue {

    static final String NAME = "bench";

    private final BenchmarkDatabase database;

    /** Creates the queue. */
    PgmqPeerQueue(BenchmarkDatabase database) {
        this.database = database;
        database.execute("SELECT pgmq.create('" + NAME + "')");
    }

    @Override
    public void clear() {
        database.execute("SELECT pgmq.purge_queue('" + NAME + "')");
    }

    @Override
    public void fill(int messages) {
        database.execute("SELECT count(*) FROM pgmq.send_batch('" + NAME + "', "
                + SqlPeerQueue.messages("array_agg(body)", messages) + ")");
    }

    @Override
    public long size() {
        return database.number("SELECT count(*) FROM pgmq.q_" + NAME);
    }
}
