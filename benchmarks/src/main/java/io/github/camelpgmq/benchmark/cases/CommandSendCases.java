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
import java.util.Collections;
import java.util.List;
import org.apache.camel.Endpoint;
import org.apache.camel.ExchangePattern;

/** Sending commands. */
public final class CommandSendCases {

    private static final int THREADS = 8;
    private static final int BATCH = 100;
    private static final String ENDPOINT = CommandWorkload.URI + "?replyTo=" + CommandWorkload.REPLIES;

    private CommandSendCases() {}

    /** Its cases. */
    public static List<Case> all(Settings settings) {
        return List.of(single(settings.scaled(12_000)), batches(settings.scaled(800)));
    }

    private static Case single(int commands) {
        int each = Math.max(1, commands / THREADS);
        return new Case(
                "command-send",
                "commandbus: send, 8 threads",
                "commands",
                List.of(
                        new Contestant(
                                "commandbus:", database -> ours(database, ENDPOINT, each, 1, RawCommandSend.DATA)),
                        new Contestant("raw", database -> raw(database, each, 1, RawCommandSend::single)),
                        new Contestant(
                                "raw, separate statements",
                                database -> raw(database, each, 1, RawCommandSend::separate))),
                List.of(
                        Goal.rateOf("raw", 0.90),
                        Goal.rateOf("raw, separate statements", 1.8),
                        Goal.commitsPerThousand(1050),
                        Goal.roundTripsPerThousand(1050)),
                "Everybody writes a message, a row of the command table and a row of the audit table for each command, with the"
                        + " component's tables and indexes. Raw does it in one statement; the other one in BEGIN, three"
                        + " statements and COMMIT. Neither sends a notification, the component does.");
    }

    private static Case batches(int batches) {
        int each = Math.max(1, batches / THREADS);
        return new Case(
                "command-send-batch",
                "commandbus: sendBatch of 100, 8 threads",
                "commands",
                List.of(
                        new Contestant(
                                "commandbus:",
                                database -> ours(
                                        database,
                                        ENDPOINT + "&operation=sendBatch",
                                        each,
                                        BATCH,
                                        Collections.nCopies(BATCH, RawCommandSend.DATA))),
                        new Contestant(
                                "raw",
                                database -> raw(
                                        database, each, BATCH, connection -> RawCommandSend.batch(connection, BATCH)))),
                List.of(Goal.rateOf("raw", 0.80)),
                "Raw is one statement for 100 commands: pgmq.send_batch and two INSERTs, with the component's tables and indexes.");
    }

    private static RoundRunner ours(BenchmarkDatabase database, String uri, int each, int size, Object body) {
        CommandWorkload.create(database);
        // One more for the notifications.
        CamelNode node = new CamelNode(database, THREADS + 1);
        Endpoint endpoint = node.camel().getEndpoint(uri);
        Load load = new Load(THREADS);
        long commands = (long) THREADS * each * size;
        return new RoundRunner() {
            @Override
            public void prepare() {
                CommandWorkload.reset(database);
            }

            @Override
            public Sample run() throws Exception {
                Sample sample = load.measure(commands, thread -> {
                    for (int i = 0; i < each; i++) {
                        node.template().sendBody(endpoint, ExchangePattern.InOnly, body);
                    }
                });
                CommandWorkload.checkSent(database, commands);
                return sample;
            }

            @Override
            public void close() {
                load.close();
                node.close();
            }
        };
    }

    private static RoundRunner raw(BenchmarkDatabase database, int each, int size, RawCommandSend.Prepared prepared)
            throws Exception {
        CommandWorkload.create(database);
        long commands = (long) THREADS * each * size;
        RawWorkers workers =
                new RawWorkers(database, THREADS, commands, () -> CommandWorkload.reset(database), connection -> {
                    RawCommandSend.Send send = prepared.on(connection);
                    return thread -> {
                        for (int i = 0; i < each; i++) {
                            send.run();
                        }
                    };
                });
        return CommandWorkload.checked(workers, () -> CommandWorkload.checkSent(database, commands));
    }
}
