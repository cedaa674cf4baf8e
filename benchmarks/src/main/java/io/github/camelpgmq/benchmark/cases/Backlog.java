/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;

/** A queue that is filled for a round and must be empty after it. */
final class Backlog {

    private static final String BODY =
            "{\"account\":7,\"amount\":\"25.00\",\"currency\":\"EUR\",\"text\":\"Invoice 4711\"}";
    /** Of one statement: an array of more takes much memory. */
    private static final int PORTION = 100_000;

    private final BenchmarkDatabase database;
    private final String queue;

    /** Creates the queue. @param queue lower case letters and digits */
    Backlog(BenchmarkDatabase database, String queue) {
        this.database = database;
        this.queue = queue;
        database.execute("SELECT pgmq.create('" + queue + "')");
    }

    String queue() {
        return queue;
    }

    /** Leaves so many messages in the queue and none in its archive. */
    void refill(int messages) {
        database.execute("TRUNCATE pgmq.q_" + queue, "TRUNCATE pgmq.a_" + queue);
        add(messages, 0);
    }

    /** @param delaySeconds how long they stay invisible */
    void add(int messages, int delaySeconds) {
        for (int left = messages; left > 0; left -= PORTION) {
            database.execute("SELECT count(*) FROM pgmq.send_batch('" + queue + "', (SELECT array_agg('" + BODY
                    + "'::jsonb) FROM generate_series(1, " + Math.min(left, PORTION) + ")), " + delaySeconds + ")");
        }
    }

    boolean isEmpty() {
        return database.number("SELECT count(*) FROM (SELECT FROM pgmq.q_" + queue + " LIMIT 1) AS one") == 0;
    }

    void requireEmpty() {
        if (!isEmpty()) {
            throw new IllegalStateException("Queue " + queue + " should be empty");
        }
    }

    void requireArchived(int messages) {
        long archived = database.number("SELECT count(*) FROM pgmq.a_" + queue);
        if (archived != messages) {
            throw new IllegalStateException(
                    "The archive of " + queue + " should have " + messages + " messages, but has " + archived);
        }
    }
}
