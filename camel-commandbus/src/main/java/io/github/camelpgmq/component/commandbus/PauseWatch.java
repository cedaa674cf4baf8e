/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Knows what of a domain is paused, and keeps the messages of paused types out of the way. Thread-safe. */
final class PauseWatch {

    private static final Logger LOG = LoggerFactory.getLogger(PauseWatch.class);
    private static final Duration LONGEST_PARKING = Duration.ofSeconds(60);

    private final CommandStore store;
    private final DataSource database;
    private final Duration parking;
    private final Runnable changed;
    private final OutageLog outage = new OutageLog(LOG);
    private volatile Paused current = Paused.NOTHING;

    /**
     * @param parking how long messages of paused types are put aside, at most a minute
     * @param changed told of every change, and when messages that were put aside are visible again
     */
    PauseWatch(CommandStore store, DataSource database, Duration parking, Runnable changed) {
        this.store = store;
        this.database = database;
        this.parking = parking.compareTo(LONGEST_PARKING) < 0 ? parking : LONGEST_PARKING;
        this.changed = changed;
    }

    /** What is paused, as it was read last. */
    Paused current() {
        return current;
    }

    /**
     * Reads what is paused for the first time.
     *
     * @throws CommandBusException if that is not possible: what is paused would be handled
     */
    void start() {
        try {
            look();
        } catch (SQLException e) {
            throw new CommandBusException(
                    "The pauses of domain '" + store.domain().name() + "' could not be read at start: "
                            + e.getMessage(),
                    e);
        }
    }

    /** Reads what is paused; by one thread. When the database is away it stays as it is. */
    void read() {
        String domain = store.domain().name();
        try {
            look();
            outage.recovered("The pauses of domain '" + domain + "' can be read again");
        } catch (SQLException | RuntimeException | Error e) {
            // Also after an Error: nobody would start this again.
            outage.failed(
                    "The pauses of domain '" + domain + "' cannot be read, they stay as they were: {}",
                    OutageLog.describe(e));
        }
    }

    private void look() throws SQLException {
        try (Connection connection = StatementDataSource.open(database)) {
            Paused before = current;
            Paused now = Paused.by(store.pauses().current(connection));
            if (now.equals(before)) {
                return;
            }
            current = now;
            LOG.info(
                    "Domain {}: {}, paused types: {}",
                    store.domain().name(),
                    now.everything() ? "all handling is paused" : "handling goes on",
                    now.types());
            changed.run();
            if (unpark(connection, before.typesNotIn(now)) > 0) {
                changed.run();
            }
        }
    }

    /**
     * Puts messages of paused types aside.
     *
     * @param paused by which they were recognised
     */
    void park(Connection connection, List<FetchedCommand> messages, Paused paused) {
        try {
            store.pauses()
                    .park(
                            connection,
                            messages.stream().map(FetchedCommand::lease).toList(),
                            paused.types(),
                            parking);
            // A pause that has ended meanwhile was dealt with before these were put aside.
            unpark(connection, paused.typesNotIn(current));
        } catch (SQLException e) {
            LOG.warn(
                    "{} messages of paused types could not be put aside and return when their leases end: {}",
                    messages.size(),
                    e.getMessage());
        }
    }

    private long unpark(Connection connection, Set<String> types) throws SQLException {
        long all = 0;
        for (String type : types) {
            all += store.pauses().unpark(connection, type);
        }
        return all;
    }
}
