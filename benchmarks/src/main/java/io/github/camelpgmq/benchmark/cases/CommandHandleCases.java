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
import java.util.List;
import java.util.Map;

/** Handling commands and completing them. */
public final class CommandHandleCases {

    private static final int CONSUMERS = 8;
    // One to fetch, one to listen, and one to write or for a moment.
    private static final int OTHER_CONNECTIONS = 3;

    private static final int CLAIM = 10;
    private static final int GROUP = 50;

    private static final int SLOW_CONSUMERS = 40;
    private static final int SLOW_MILLIS = 200;

    private static final String DEBIT =
            "sql:UPDATE account SET debits = debits + 1 WHERE id = :#account?parametersCount=1";

    private CommandHandleCases() {}

    /** Its cases. */
    public static List<Case> all(Settings settings) {
        return List.of(
                transacted(settings.scaled(6_000)),
                shared(settings.scaled(8_000)),
                grouped(settings.scaled(30_000)),
                slow(settings.scaled(2_000)));
    }

    private static Case transacted(int commands) {
        return new Case(
                "command-handle-transacted",
                "commandbus: handle and complete, transacted, one UPDATE, 8 consumers",
                "commands",
                List.of(
                        new Contestant("commandbus:", database -> debiting(database, commands, 1)),
                        new Contestant("raw", database -> rawOneByOne(database, commands))),
                List.of(Goal.rateOf("raw", 0.85), Goal.commitsPerThousand(1100)),
                "The handler is a camel-sql endpoint with parametersCount set, so that it does not ask the database what it"
                        + " needs. Raw: each of 8 threads claims 10 commands in one statement and one commit, then for each"
                        + " of them BEGIN, the UPDATE, one statement that deletes the message, sets the status and writes"
                        + " the audit row, COMMIT. There are 10,000 accounts, so nobody waits for a row.");
    }

    private static Case shared(int commands) {
        return new Case(
                "command-handle-shared",
                "commandbus: the same with transactionBatchSize=50",
                "commands",
                List.of(
                        new Contestant("commandbus: by 50", database -> debiting(database, commands, GROUP)),
                        new Contestant("commandbus: one by one", database -> debiting(database, commands, 1))),
                List.of(Goal.rateOf("commandbus: one by one", 2), Goal.commitsPerThousand(50)),
                "Up to 50 commands share a transaction, each in a savepoint. The commits of the claims are included.");
    }

    private static Case grouped(int commands) {
        return new Case(
                "command-handle-grouped",
                "commandbus: handle and complete, transacted=false, replies, 8 consumers",
                "commands",
                List.of(
                        new Contestant(
                                "commandbus:",
                                database -> route(
                                        database,
                                        "transacted=false&concurrentConsumers=" + CONSUMERS,
                                        OTHER_CONNECTIONS,
                                        commands,
                                        new Effects(true, false),
                                        from -> from)),
                        new Contestant("raw", database -> rawGrouped(database, commands, CONSUMERS)),
                        new Contestant("raw, 1 connection", database -> rawGrouped(database, commands, 1))),
                List.of(Goal.rateOf("raw", 0.75), Goal.commitsPerThousand(100)),
                "Raw: each of 8 threads claims 50 commands in one statement and completes them, with their replies, in"
                        + " another one. The component claims on one connection, and completes on it and on a second one"
                        + " whatever the number of its consumers, so raw with one connection is there as well.");
    }

    private static Case slow(int commands) {
        return new Case(
                "command-slow-handlers",
                "commandbus: handlers of 200 ms, 40 consumers",
                "commands",
                List.of(
                        new Contestant("commandbus:", database -> sleeping(database, commands, true)),
                        new Contestant(
                                "commandbus: transacted=false", database -> sleeping(database, commands, false))),
                List.of(Goal.atLeast(
                        "commands/s",
                        result -> result.ours().rate().median(),
                        0.98 * SLOW_CONSUMERS * 1000 / SLOW_MILLIS)),
                "No more than 200 per second are possible. The start of the route is part of the time.");
    }

    private static RoundRunner debiting(BenchmarkDatabase database, int commands, int transactionBatchSize)
            throws Exception {
        return route(
                database,
                "concurrentConsumers=" + CONSUMERS + "&transactionBatchSize=" + transactionBatchSize,
                CONSUMERS + OTHER_CONNECTIONS,
                commands,
                new Effects(false, true),
                from -> from.convertBodyTo(Map.class).to(DEBIT));
    }

    private static RoundRunner sleeping(BenchmarkDatabase database, int commands, boolean transacted) throws Exception {
        return route(
                database,
                "concurrentConsumers=" + SLOW_CONSUMERS + "&transacted=" + transacted,
                SLOW_CONSUMERS + OTHER_CONNECTIONS,
                commands,
                new Effects(false, false),
                from -> from.process(exchange -> Thread.sleep(SLOW_MILLIS)));
    }

    private static RoundRunner route(
            BenchmarkDatabase database,
            String options,
            int connections,
            int commands,
            Effects effects,
            CommandRoute.Steps steps)
            throws Exception {
        CommandWorkload.create(database);
        return new CommandRoute(
                database,
                options,
                connections,
                commands,
                () -> CommandWorkload.backlog(database, commands, effects.replies()),
                steps,
                () -> effects.check(database, commands));
    }

    private static RoundRunner rawOneByOne(BenchmarkDatabase database, int commands) throws Exception {
        return raw(
                database,
                commands,
                CONSUMERS,
                new Effects(false, true),
                connection -> RawCommandHandling.oneByOne(connection, CLAIM));
    }

    private static RoundRunner rawGrouped(BenchmarkDatabase database, int commands, int threads) throws Exception {
        return raw(
                database,
                commands,
                threads,
                new Effects(true, false),
                connection -> RawCommandHandling.grouped(connection, GROUP));
    }

    private static RoundRunner raw(
            BenchmarkDatabase database, int commands, int threads, Effects effects, RawWorkers.Prepared prepared)
            throws Exception {
        CommandWorkload.create(database);
        RawWorkers workers = new RawWorkers(
                database,
                threads,
                commands,
                () -> CommandWorkload.backlog(database, commands, effects.replies()),
                prepared);
        return CommandWorkload.checked(workers, () -> effects.check(database, commands));
    }

    private record Effects(boolean replies, boolean debits) {

        void check(BenchmarkDatabase database, long commands) {
            CommandWorkload.checkHandled(database, commands, replies, debits);
        }
    }
}
