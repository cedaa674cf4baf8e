/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How long a queue is and how old its oldest message, at a cost that does not grow with the queue: up to
 * {@value #EXACT} messages are counted, of more the number is estimated from the statistics of the table, and is at most
 * what the ids allow. Visible or not, all messages count. Stateless.
 */
public final class QueueSize {

    /** So many messages are counted. */
    public static final int EXACT = 10_000;

    // The lookup of the partition key, which is the only key that a partitioned queue has: msg_id or enqueued_at.
    private static final String KEY =
            """
            SELECT coalesce((SELECT a.attname::text FROM pg_partitioned_table AS p
              JOIN pg_attribute AS a ON a.attrelid = p.partrelid AND a.attnum = p.partattrs[0]
              WHERE p.partrelid = to_regclass(?::text)), 'msg_id') AS key""";

    private QueueSize() {}

    /**
     * A select of one row with the columns {@code size} and {@code age}, the latter in seconds and null for an empty
     * queue. Needs the right to read the queue's table.
     *
     * @throws SQLException if the queue cannot be looked at
     */
    public static String select(Connection connection, QueueName queue) throws SQLException {
        String key = Jdbc.first(connection, KEY, row -> row.getString("key"), queue.table());
        return select(queue, key.equals("enqueued_at") ? "enqueued_at" : "msg_id");
    }

    // In the order of the key: a table from whose beginning much was deleted would be read from its beginning else.
    private static String select(QueueName queue, String key) {
        return """
               SELECT (CASE WHEN counted.n <= $exact THEN counted.n
                 ELSE greatest(counted.n, least(ids.span, coalesce(nullif(known.estimate, 0), ids.span))) END)::float8 AS size,
                 extract(epoch FROM clock_timestamp() - ids.oldest)::float8 AS age
               FROM (SELECT count(*) AS n FROM (SELECT q.msg_id FROM $table AS q ORDER BY q.$key LIMIT $exact + 1) AS seen) AS counted,
               (SELECT first.enqueued_at AS oldest, last.msg_id - first.msg_id + 1 AS span FROM (SELECT) AS one
                 LEFT JOIN (SELECT q.msg_id, q.enqueued_at FROM $table AS q ORDER BY q.$key LIMIT 1) AS first ON true
                 LEFT JOIN (SELECT q.msg_id FROM $table AS q ORDER BY q.$key DESC LIMIT 1) AS last ON true) AS ids,
               (SELECT sum(CASE WHEN t.relpages > 0 AND t.reltuples > 0 THEN t.reltuples / t.relpages
                 * (pg_relation_size(t.oid) / current_setting('block_size')::integer) END) AS estimate
                 FROM pg_class AS t WHERE t.oid = to_regclass($literal) OR t.oid IN
                 (SELECT i.inhrelid FROM pg_inherits AS i WHERE i.inhparent = to_regclass($literal))) AS known"""
                .replace("$exact", String.valueOf(EXACT))
                .replace("$table", queue.table())
                .replace("$key", key)
                .replace("$literal", "'" + queue.table() + "'");
    }
}
