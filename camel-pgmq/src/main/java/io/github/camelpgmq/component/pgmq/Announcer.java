/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.SentMessage;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.TransactionOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Wakes the consumers of queues that got something, as the option {@code notifyMode} says. Those of this JVM are woken
 * in every mode, and in none before the commit. Thread-safe.
 */
final class Announcer {

    private final JdbcTransactions transactions;
    private final NotificationHub hub;
    private final PgmqConfiguration.NotifyMode mode;

    Announcer(JdbcTransactions transactions, NotificationHub hub, PgmqConfiguration.NotifyMode mode) {
        this.transactions = transactions;
        this.hub = hub;
        this.mode = mode;
    }

    /** Runs a statement that makes messages of the queue visible, now or later. */
    <T> T announcing(QueueName queue, Supplier<T> statement) throws Exception {
        return run(statement, result -> Set.of(queue.channel()));
    }

    /** Runs a statement that sends to queues of its own choice. */
    List<SentMessage> announcing(Supplier<List<SentMessage>> statement) throws Exception {
        return run(statement, Announcer::channels);
    }

    private <T> T run(Supplier<T> statement, Function<T, Set<String>> channels) throws Exception {
        if (mode != PgmqConfiguration.NotifyMode.inTransaction) {
            T result = statement.get();
            wakeAfterCommit(channels.apply(result));
            return result;
        }
        try {
            // A transaction that is there already is not joined as one more piece of work, whose failure would doom it.
            return transactions.isActive()
                    ? notifying(statement, channels)
                    : transactions.inTransaction(TransactionOptions.DEFAULTS, c -> notifying(statement, channels));
        } catch (SQLException e) {
            throw PgmqException.of("notify in the transaction (notifyMode=inTransaction)", null, e);
        }
    }

    private <T> T notifying(Supplier<T> statement, Function<T, Set<String>> channels) throws SQLException {
        T result = statement.get();
        Set<String> announced = channels.apply(result);
        try (Connection connection = transactions.getConnection()) {
            NotificationHub.notifyWithCommit(connection, announced);
        }
        wakeAfterCommit(announced);
        return result;
    }

    private void wakeAfterCommit(Set<String> channels) {
        boolean everywhere = mode == PgmqConfiguration.NotifyMode.afterCommit;
        transactions.afterCommit(() -> channels.forEach(everywhere ? hub::notifyAfterCommit : hub::wakeLocally));
    }

    private static Set<String> channels(List<SentMessage> sent) {
        Set<String> channels = new HashSet<>();
        for (SentMessage message : sent) {
            try {
                channels.add(new QueueName(message.queue()).channel());
            } catch (IllegalArgumentException e) {
                // A queue of others, with a name that no consumer of ours can have.
                continue;
            }
        }
        return channels;
    }
}
