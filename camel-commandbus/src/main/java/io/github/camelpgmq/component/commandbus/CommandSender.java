/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.CommandBusConfiguration.OnDuplicate;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.commandbus.ops.CommandQueries;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.NewCommand;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * Sends the commands of one domain, in the transaction bound to the thread if there is one, and wakes who handles them after the commit.
 * Thread-safe.
 */
final class CommandSender {

    private final CommandStore store;
    private final JdbcTransactions transactions;
    private final NotificationHub hub;
    private final OnDuplicate onDuplicate;

    CommandSender(CommandStore store, JdbcTransactions transactions, NotificationHub hub, OnDuplicate onDuplicate) {
        this.store = store;
        this.transactions = transactions;
        this.hub = hub;
        this.onDuplicate = onDuplicate;
    }

    /** Whether what is sent now is part of a transaction. */
    boolean inTransaction() {
        return transactions.isActive();
    }

    /**
     * Sends a command.
     *
     * @throws DuplicateCommandException if the id exists and that is not to be ignored
     * @throws InvalidBatchStateException if the command names a batch that takes no commands
     * @throws CommandBusException if the database refuses or cannot be reached
     */
    SentCommand send(NewCommand command) {
        return call("Command " + command.id(), connection -> {
            try {
                long msgId = store.sending().send(connection, command);
                return new SentCommand(command.id(), command.correlationId(), msgId, CommandStatus.PENDING, false);
            } catch (DuplicateCommandException e) {
                if (onDuplicate == OnDuplicate.fail) {
                    throw e;
                }
                CommandMetadata existing =
                        new CommandQueries(store).get(connection, command.id()).orElseThrow(() -> e);
                return new SentCommand(
                        existing.commandId(), existing.correlationId(), existing.msgId(), existing.status(), true);
            }
        });
    }

    /** Sends commands in one statement, all or none, but for duplicates that are to be ignored. */
    List<SentCommand> sendAll(List<NewCommand> commands) {
        return call(
                commands.size() + " commands",
                connection -> onDuplicate == OnDuplicate.fail
                        ? store.sending().sendAll(connection, commands)
                        : store.sending().sendNew(connection, commands));
    }

    private <T> T call(String what, Work<T> work) {
        T result;
        try (Connection connection = transactions.getConnection()) {
            result = work.on(connection);
        } catch (SQLException e) {
            throw new CommandBusException(
                    what + " could not be sent to domain '" + store.domain().name() + "': " + e.getMessage(), e);
        }
        transactions.afterCommit(
                () -> hub.notifyAfterCommit(Channels.domain(store.domain().name())));
        return result;
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
