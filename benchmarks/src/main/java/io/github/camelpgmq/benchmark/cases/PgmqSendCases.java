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
import io.github.camelpgmq.benchmark.harness.Load;
import io.github.camelpgmq.benchmark.harness.RoundRunner;
import io.github.camelpgmq.benchmark.harness.Sample;
import java.sql.Array;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.ExchangePattern;

/** Sending to a queue. */
public final class PgmqSendCases {

    private static final int THREADS = 8;
    private static final int BATCH = 100;
    private static final String QUEUE = "bench";
    private static final String BODY =
            "{\"account\":7,\"amount\":\"25.00\",\"currency\":\"EUR\",\"text\":\"Invoice 4711\"}";

    private PgmqSendCases() {}

    /** Its cases. */
    public static List<Case> all(Settings settings) {
        return List.of(single(settings.scaled(20_000)), batches(settings.scaled(2_000)));
    }

    private static Case single(int messages) {
        int each = Math.max(1, messages / THREADS);
        return new Case(
                "pgmq-send",
                "pgmq: send, 8 threads, notifications on",
                "messages",
                List.of(
                        new Contestant("pgmq:", database -> ours(database, "pgmq:" + QUEUE, each, 1, BODY)),
                        new Contestant("raw", database -> rawSend(database, each))),
                List.of(Goal.rateOf("raw", 0.90)),
                "Raw is pgmq.send without any notification, each message a commit of its own.");
    }

    private static Case batches(int batches) {
        int each = Math.max(1, batches / THREADS);
        List<String> bodies = Collections.nCopies(BATCH, BODY);
        return new Case(
                "pgmq-send-batch",
                "pgmq: sendBatch of 100, 8 threads, notifications on",
                "messages",
                List.of(
                        new Contestant(
                                "pgmq:",
                                database ->
                                        ours(database, "pgmq:" + QUEUE + "?operation=sendBatch", each, BATCH, bodies)),
                        new Contestant("raw", database -> rawSendBatch(database, each))),
                List.of(Goal.rateOf("raw", 0.90)),
                "Raw is pgmq.send_batch without any notification.");
    }

    private static RoundRunner ours(BenchmarkDatabase database, String uri, int each, int size, Object body) {
        database.execute("SELECT pgmq.create('" + QUEUE + "')");
        // One more for the notifications.
        CamelNode node = new CamelNode(database, THREADS + 1);
        Endpoint endpoint = node.camel().getEndpoint(uri);
        Load load = new Load(THREADS);
        return new RoundRunner() {
            @Override
            public void prepare() {
                database.execute("SELECT pgmq.purge_queue('" + QUEUE + "')");
            }

            @Override
            public Sample run() throws Exception {
                return load.measure((long) THREADS * each * size, thread -> {
                    for (int i = 0; i < each; i++) {
                        node.template().sendBody(endpoint, ExchangePattern.InOnly, body);
                    }
                });
            }

            @Override
            public void close() {
                load.close();
                node.close();
            }
        };
    }

    private static RoundRunner rawSend(BenchmarkDatabase database, int each) throws SQLException {
        database.execute("SELECT pgmq.create('" + QUEUE + "')");
        return new RawWorkers(database, THREADS, (long) THREADS * each, () -> purge(database), connection -> {
            PreparedStatement send =
                    connection.prepareStatement("SELECT m FROM pgmq.send(queue_name => ?::text, msg => ?::jsonb) AS m");
            return thread -> {
                for (int i = 0; i < each; i++) {
                    send.setString(1, QUEUE);
                    send.setString(2, BODY);
                    send.executeQuery().close();
                }
            };
        });
    }

    private static RoundRunner rawSendBatch(BenchmarkDatabase database, int each) throws SQLException {
        database.execute("SELECT pgmq.create('" + QUEUE + "')");
        Object[] bodies = Collections.nCopies(BATCH, BODY).toArray();
        return new RawWorkers(database, THREADS, (long) THREADS * each * BATCH, () -> purge(database), connection -> {
            PreparedStatement send = connection.prepareStatement(
                    "SELECT m FROM pgmq.send_batch(queue_name => ?::text, msgs => ?::jsonb[]) AS m");
            return thread -> {
                for (int i = 0; i < each; i++) {
                    Array messages = connection.createArrayOf("text", bodies);
                    send.setString(1, QUEUE);
                    send.setArray(2, messages);
                    send.executeQuery().close();
                    messages.free();
                }
            };
        });
    }

    private static void purge(BenchmarkDatabase database) {
        database.execute("SELECT pgmq.purge_queue('" + QUEUE + "')");
    }
}
