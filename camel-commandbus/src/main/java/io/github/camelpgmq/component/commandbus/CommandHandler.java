/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.consumer.HandlerPool;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One consumer's handlers: its threads, and what happens around its route. */
final class CommandHandler {

    /** The type under which a consumer without a type is kept. */
    static final String EVERY_TYPE = "";

    private static final Logger LOG = LoggerFactory.getLogger(CommandHandler.class);

    private final HandlerPool<CommandDelivery, Completion> pool;
    private final CommandStore store;
    private final JdbcTransactions transactions;
    private final Duration visibilityTimeout;
    private final CommandRunner runner;
    private volatile boolean paused;

    CommandHandler(
            ExecutorService threads,
            int size,
            CommandStore store,
            JdbcTransactions transactions,
            Duration visibilityTimeout,
            CommandRunner runner) {
        this.pool = HandlerPool.ofSingles(threads, size, this::handle);
        this.store = store;
        this.transactions = transactions;
        this.visibilityTimeout = visibilityTimeout;
        this.runner = runner;
    }

    /** The type of a fetched command, or null if its message names none. */
    static String typeOf(FetchedCommand fetched) {
        return fetched.claimed() ? fetched.command().commandType() : CommandMessage.typeOf(fetched.bodyJson());
    }

    /** How many commands run at once here; none while the consumer is suspended. */
    int concurrency() {
        return paused ? 0 : pool.concurrency();
    }

    /** How many connections its handlers take at the most. */
    int connections() {
        return runner.holdsConnection() ? pool.concurrency() : 0;
    }

    void pause(boolean pause) {
        paused = pause;
    }

    void dispatch(InFlight<CommandDelivery, Completion> inFlight) {
        pool.dispatch(inFlight);
    }

    private void handle(InFlight<CommandDelivery, Completion> inFlight) {
        FetchedCommand fetched = inFlight.delivery().fetched();
        Optional<FetchedCommand> claimed = fetched.claimed() ? Optional.of(fetched) : claimSuspect(fetched);
        if (claimed.isEmpty()) {
            inFlight.settle(null);
            return;
        }
        runner.run(claimed.get(), inFlight);
    }

    /** Charges a suspect with the attempt that begins now. */
    private Optional<FetchedCommand> claimSuspect(FetchedCommand fetched) {
        try (Connection connection = StatementDataSource.open(transactions.target())) {
            return store.intake().claimOne(connection, fetched, visibilityTimeout);
        } catch (SQLException e) {
            LOG.warn(
                    "Command {} could not be claimed and returns when its lease ends: {}",
                    fetched.commandId(),
                    e.getMessage());
            return Optional.empty();
        }
    }
}
