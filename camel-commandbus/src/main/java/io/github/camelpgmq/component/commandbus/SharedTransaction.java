/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.Propagation;
import io.github.camelpgmq.component.pgmq.tx.TransactedExchange;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.apache.camel.Exchange;

/**
 * One transaction over several commands, each in a savepoint of its own, so that one that fails costs only itself. Their messages are
 * locked first: no lease can be lost once a handler has started. Used once, by one thread.
 */
final class SharedTransaction {

    private static final TransactionOptions SAVEPOINT = TransactionOptions.DEFAULTS.withPropagation(Propagation.NESTED);

    private final CommandBusConsumer consumer;
    private final CommandStore store;
    private final JdbcTransactions transactions;
    private final TransactionStart start;
    private final Outcomes outcomes;
    private final Duration visibilityTimeout;

    private final List<FetchedCommand> lost = new ArrayList<>();
    private final List<SharedAttempt> parts = new ArrayList<>();

    SharedTransaction(
            CommandBusConsumer consumer,
            CommandStore store,
            JdbcTransactions transactions,
            TransactionStart start,
            Outcomes outcomes,
            Duration visibilityTimeout) {
        this.consumer = consumer;
        this.store = store;
        this.transactions = transactions;
        this.start = start;
        this.outcomes = outcomes;
        this.visibilityTimeout = visibilityTimeout;
    }

    /** @param pausing asked before each command: what has not started then is given back */
    void run(List<Attempt> attempts, BooleanSupplier pausing) {
        List<Attempt> waiting = new ArrayList<>(attempts);
        Exception failure = null;
        try {
            transactions.inTransaction(TransactionOptions.DEFAULTS, connection -> {
                dropLost(connection, waiting);
                while (!waiting.isEmpty() && !pausing.getAsBoolean() && !transactions.isRollbackOnly()) {
                    handle(waiting.get(0));
                    waiting.remove(0);
                }
                complete(connection);
                return null;
            });
        } catch (Exception e) {
            failure = e;
        }
        try {
            end(failure);
        } finally {
            giveBack(failure, waiting);
        }
    }

    private void dropLost(Connection connection, List<Attempt> waiting) throws SQLException {
        Set<Long> held = new HashSet<>(store.leases().hold(connection, leases(waiting)));
        for (Attempt attempt : List.copyOf(waiting)) {
            if (!held.contains(attempt.command().lease().messageId())) {
                waiting.remove(attempt);
                lost.add(attempt.command());
                attempt.inFlight().settle(null);
            }
        }
    }

    /** @throws Exception if its savepoint could not be set: it has not started, and no other can */
    private void handle(Attempt attempt) throws Exception {
        SharedAttempt part = new SharedAttempt(attempt, consumer.createExchange(false));
        if (!prepare(part)) {
            parts.add(part);
            return;
        }
        Exchange exchange = part.exchange();
        try {
            part.succeeded(transactions.inTransaction(SAVEPOINT, connection -> {
                part.start();
                start.succeeded();
                if (!TransactedExchange.run(exchange, transactions, consumer.getProcessor())) {
                    throw outcomes.failureOf(exchange);
                }
                return outcomes.completionOf(attempt.command(), exchange);
            }));
        } catch (Exception e) {
            part.failed(e);
            if (!part.started()) {
                done(part);
                throw e;
            }
        }
        parts.add(part);
    }

    private boolean prepare(SharedAttempt part) {
        try {
            consumer.createUoW(part.exchange());
            consumer.fill(part.exchange(), part.attempt().command());
            return true;
        } catch (Exception e) {
            part.failed(e);
            return false;
        }
    }

    private void complete(Connection connection) throws SQLException {
        List<Completion> completions = new ArrayList<>();
        List<Attempt> failed = new ArrayList<>();
        for (SharedAttempt part : parts) {
            if (part.completion() == null) {
                failed.add(part.attempt());
            } else {
                completions.add(part.completion());
            }
        }
        if (transactions.isRollbackOnly()) {
            return;
        }
        Set<Long> done = new HashSet<>(store.outcomes().complete(connection, completions));
        for (Completion completion : completions) {
            if (!done.contains(completion.lease().messageId())) {
                throw new LeaseLostException(store.domain().name(), completion.commandId());
            }
        }
        // Nobody renews what is locked, and their failures are recorded after the commit.
        store.leases().renew(connection, leases(failed), visibilityTimeout);
    }

    /** @param failure why the transaction was rolled back; null if it was committed */
    private void end(Exception failure) {
        outcomes.leasesLost(lost);
        for (SharedAttempt part : parts) {
            try {
                end(part, failure);
            } finally {
                part.attempt().inFlight().settle(null);
                done(part);
            }
        }
    }

    private void end(SharedAttempt part, Exception failure) {
        if (part.failure() == null && failure != null) {
            part.failed(parts.size() == 1 ? failure : new SharedTransactionException(parts.size(), failure));
        }
        if (part.failure() == null) {
            outcomes.completed(part.attempt());
        } else {
            outcomes.failed(part.attempt(), part.failure(), RetryAfter.of(part.exchange(), part.failure()));
        }
    }

    private void giveBack(Exception failure, List<Attempt> waiting) {
        if (failure != null && parts.isEmpty()) {
            start.failed(failure, waiting);
        } else {
            waiting.stream().map(Attempt::inFlight).forEach(InFlight::giveBack);
        }
    }

    private void done(SharedAttempt part) {
        consumer.doneUoW(part.exchange());
        consumer.releaseExchange(part.exchange(), false);
    }

    private static List<Lease> leases(List<Attempt> attempts) {
        return attempts.stream().map(attempt -> attempt.command().lease()).toList();
    }
}
