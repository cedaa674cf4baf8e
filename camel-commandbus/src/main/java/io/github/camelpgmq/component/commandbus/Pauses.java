/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Pause;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pauses and resumes the handling of commands in every JVM. Thread-safe. */
final class Pauses {

    private static final Logger LOG = LoggerFactory.getLogger(Pauses.class);

    private final BusCalls calls;
    private final CommandBusComponent component;

    Pauses(BusCalls calls, CommandBusComponent component) {
        this.calls = calls;
        this.component = component;
    }

    boolean pause(String domain, String commandType, String operator, String reason) {
        requireUsable(commandType);
        boolean changed = calls.on(
                domain, (connection, store) -> store.pauses().pause(connection, commandType, operator, reason));
        tell(Channels.control(domain));
        return changed;
    }

    boolean resume(String domain, String commandType, String operator, String reason) {
        requireUsable(commandType);
        boolean changed = calls.on(
                domain, (connection, store) -> store.pauses().resume(connection, commandType, operator, reason));
        tell(Channels.control(domain));
        if (changed && commandType != null) {
            // Workers do the same when they learn of it; after a stop of all of them nobody else would.
            component
                    .transactions()
                    .afterCommit(() -> component.committedWork().run(() -> unpark(domain, commandType)));
        }
        return changed;
    }

    List<Pause> list(String domain) {
        return calls.on(domain, (connection, store) -> store.pauses().current(connection));
    }

    private void unpark(String domain, String commandType) {
        JdbcTransactions transactions = component.transactions();
        try (Connection connection = StatementDataSource.open(transactions.target())) {
            component.store(domain).pauses().unpark(connection, commandType);
        } catch (SQLException | RuntimeException e) {
            LOG.warn(
                    "Commands of type {} of domain {} that were put aside come back within a minute: {}",
                    commandType,
                    domain,
                    e.getMessage());
        }
        component.hub(transactions.target()).notifyAfterCommit(Channels.domain(domain));
    }

    private void tell(String channel) {
        JdbcTransactions transactions = component.transactions();
        NotificationHub hub = component.hub(transactions.target());
        transactions.afterCommit(() -> hub.notifyAfterCommit(channel));
    }

    private static void requireUsable(String commandType) {
        if (commandType != null && (commandType.isBlank() || commandType.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException(
                    "The command type to pause or resume is blank or holds NUL; name a type, or none for the whole domain");
        }
    }
}
