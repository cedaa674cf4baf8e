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
import java.util.List;
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
    private final int threads;
    private final int transactionBatchSize;
    private final CommandStore store;
    private final JdbcTransactions transactions;
    private final Duration visibilityTimeout;
    private final CommandRunner runner;
    private volatile boolean suspended;

    CommandHandler(
            ExecutorService executor,
            CommandBusConfiguration options,
            CommandStore store,
            JdbcTransactions transactions,
            CommandRunner runner) {
        this.threads = options.getConcurrentConsumers();
        this.transactionBatchSize = options.getTransactionBatchSize();
        this.pool = HandlerPool.ofBatches(executor, threads, transactionBatchSize, this::handle);
        this.store = store;
        this.transactions = transactions;
        this.visibilityTimeout = options.getVisibilityTimeout();
        this.runner = runner;
    }

    /** The type of a fetched command, or null if its message names none. */
    static String typeOf(FetchedCommand fetched) {
        return fetched.claimed() ? fetched.command().commandType() : CommandMessage.typeOf(fetched.bodyJson());
    }

    /** How many commands run at once here; none while the consumer is suspended. */
    int concurrency() {
        return suspended ? 0 : pool.concurrency();
    }

    /** How many connections its handlers take at the most. */
    int connections() {
        return runner.holdsConnection() ? threads : 0;
    }

    void suspend(boolean now) {
        suspended = now;
    }

    boolean suspended() {
        return suspended;
    }

    /** Queues what one fetch has brought, as many together as may share a transaction. */
    void dispatchAll(List<InFlight<CommandDelivery, Completion>> fetched) {
        for (int from = 0; from < fetched.size(); from += transactionBatchSize) {
            pool.dispatchAll(fetched.subList(from, Math.min(fetched.size(), from + transactionBatchSize)));
        }
    }

    private void handle(List<InFlight<CommandDelivery, Completion>> started) {
        if (suspended) {
            started.forEach(InFlight::giveBack);
        } else if (started.size() > 1) {
            runner.runAll(started.stream()
                    .map(inFlight -> new Attempt(inFlight.delivery().fetched(), inFlight))
                    .toList());
        } else {
            claimed(started.get(0)).ifPresent(runner::run);
        }
    }

    private Optional<Attempt> claimed(InFlight<CommandDelivery, Completion> inFlight) {
        FetchedCommand fetched = inFlight.delivery().fetched();
        return fetched.claimed() ? Optional.of(new Attempt(fetched, inFlight)) : claimSuspect(fetched, inFlight);
    }

    /** Charges a suspect with the attempt that begins now. */
    private Optional<Attempt> claimSuspect(FetchedCommand fetched, InFlight<CommandDelivery, Completion> inFlight) {
        try (Connection connection = StatementDataSource.open(transactions.target())) {
            Optional<FetchedCommand> claimed = store.intake().claimOne(connection, fetched, visibilityTimeout);
            if (claimed.isEmpty()) {
                inFlight.settle(null);
                return Optional.empty();
            }
            inFlight.delivery().claimed(claimed.get());
            return Optional.of(new Attempt(claimed.get(), inFlight));
        } catch (SQLException e) {
            CommandLog.of(store.domain().name(), fetched.commandId())
                    .run(() -> LOG.warn(
                            "Command {} could not be claimed and is given back: {}",
                            fetched.commandId(),
                            e.getMessage()));
            inFlight.giveBack();
            return Optional.empty();
        }
    }
}
