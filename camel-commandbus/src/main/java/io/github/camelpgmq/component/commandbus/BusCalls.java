/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import java.sql.Connection;
import java.sql.SQLException;

/** Runs the calls of the Java API on the thread's transaction, or without one. Thread-safe. */
final class BusCalls {

    private final CommandBusComponent component;

    BusCalls(CommandBusComponent component) {
        this.component = component;
    }

    /** A call about one domain. */
    <T> T on(String domain, DomainWork<T> work) {
        CommandStore store = component.store(domain);
        return run("Command bus domain '" + domain + "'", connection -> work.run(connection, store));
    }

    /** A call about several domains. */
    <T> T everywhere(Work<T> work) {
        return run("Command bus", work);
    }

    private <T> T run(String attempted, Work<T> work) {
        component.createSchemaIfWanted();
        try (Connection connection = component.transactions().getConnection()) {
            return work.run(connection);
        } catch (SQLException e) {
            throw CommandBusException.of(attempted, e);
        }
    }

    /** What is done on the connection. */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    /** What is done on the connection with a domain's statements. */
    @FunctionalInterface
    interface DomainWork<T> {
        T run(Connection connection, CommandStore store) throws SQLException;
    }
}
