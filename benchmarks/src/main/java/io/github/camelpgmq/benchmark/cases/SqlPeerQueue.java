/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;

/** A table of jobs, as it is written for camel-sql. */
final class SqlPeerQueue implements PeerQueue {

    static final String TABLE = "job";

    private final BenchmarkDatabase database;

    /** Creates the table. */
    SqlPeerQueue(BenchmarkDatabase database) {
        this.database = database;
        database.execute("CREATE TABLE " + TABLE + " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                + " body jsonb NOT NULL, created_at timestamptz NOT NULL DEFAULT now())");
    }

    /** A query, in brackets, of what is selected from so many messages, the column {@code body}. */
    static String messages(String selected, int messages) {
        return "(SELECT " + selected + " FROM (SELECT jsonb_set('" + PeerQueue.message(0)
                + "', '{account}', to_jsonb(n % " + ACCOUNTS + ")) AS body FROM generate_series(0, " + (messages - 1)
                + ") AS n) AS m)";
    }

    @Override
    public void clear() {
        database.execute("TRUNCATE " + TABLE);
    }

    @Override
    public void fill(int messages) {
        database.execute("INSERT INTO " + TABLE + " (body) " + messages("body", messages));
    }

    @Override
    public long size() {
        return database.number("SELECT count(*) FROM " + TABLE);
    }
}
