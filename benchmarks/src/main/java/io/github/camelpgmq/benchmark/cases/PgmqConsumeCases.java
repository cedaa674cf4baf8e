/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.cases;

import io.github.camelpgmq.benchmark.Settings;
import io.github.camelpgmq.benchmark.harness.BenchmarkDatabase;
import io.github.camelpgmq.benchmark.harness.Case;
import io.github.camelpgmq.benchmark.harness.Contestant;
import io.github.camelpgmq.benchmark.harness.Goal;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Consuming a backlog with a route that does nothing. */
public final class PgmqConsumeCases {

    private static final int FETCH = 100;
    private static final String READ =
            "SELECT msg_id, read_ct, enqueued_at, vt, message, headers FROM pgmq.read(?::text, ?::integer, ?::integer)";

    private PgmqConsumeCases() {}

    /** Its cases. */
    public static List<Case> all(Settings settings) {
        int messages = settings.scaled(200_000);
        return List.of(
                acknowledging(
                        "pgmq-consume-delete",
                        "pgmq: consume and delete, no-op route",
                        "ackMode=delete",
                        "delete",
                        messages),
                acknowledging(
                        "pgmq-consume-archive",
                        "pgmq: consume and archive, no-op route",
                        "ackMode=archive",
                        "archive",
                        messages));
    }

    private static Case acknowledging(String id, String title, String options, String function, int messages) {
        return new Case(
                id,
                title + ", backlog of " + messages,
                "messages",
                List.of(
                        new Contestant("pgmq:", database -> new ConsumingRound(database, 1, options, messages)),
                        new Contestant("raw", database -> raw(database, function, messages))),
                List.of(
                        Goal.rateOf("raw", 0.90),
                        Goal.atMost(
                                "commits / raw",
                                result -> result.ours().costs().commits()
                                        / result.contestant("raw").costs().commits(),
                                0.55),
                        Goal.commitsPerThousand(11),
                        Goal.roundTripsPerThousand(11)),
                "Default options: one handler, fetches of at most 100. Raw reads 100 and acknowledges 100 in two commits, on"
                        + " one connection.");
    }

    private static RoundRunner raw(BenchmarkDatabase database, String function, int messages) throws SQLException {
        Backlog backlog = new Backlog(database, "bench0");
        boolean[] done = {false};
        return new RawWorkers(
                database,
                1,
                messages,
                () -> {
                    if (done[0]) {
                        backlog.requireEmpty();
                        if (function.equals("archive")) {
                            backlog.requireArchived(messages);
                        }
                    }
                    done[0] = true;
                    backlog.refill(messages);
                },
                connection -> {
                    PreparedStatement read = connection.prepareStatement(READ);
                    PreparedStatement acknowledge = connection.prepareStatement(
                            "SELECT a FROM pgmq." + function + "(?::text, ?::bigint[]) AS a");
                    return thread -> {
                        long handled = 0;
                        for (List<Long> ids = read(read); !ids.isEmpty(); ids = read(read)) {
                            handled += acknowledge(acknowledge, ids);
                        }
                        if (handled != messages) {
                            throw new IllegalStateException(handled + " messages were acknowledged, not " + messages);
                        }
                    };
                });
    }

    private static List<Long> read(PreparedStatement read) throws SQLException {
        read.setString(1, "bench0");
        read.setInt(2, 30);
        read.setInt(3, FETCH);
        List<Long> ids = new ArrayList<>(FETCH);
        try (ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                ids.add(rows.getLong("msg_id"));
                // What a handler would need.
                rows.getString("message");
                rows.getString("headers");
            }
        }
        return ids;
    }

    private static long acknowledge(PreparedStatement acknowledge, List<Long> ids) throws SQLException {
        Array array = acknowledge.getConnection().createArrayOf("bigint", ids.toArray());
        acknowledge.setString(1, "bench0");
        acknowledge.setArray(2, array);
        long done = 0;
        try (ResultSet rows = acknowledge.executeQuery()) {
            while (rows.next()) {
                done++;
            }
        }
        array.free();
        return done;
    }
}
