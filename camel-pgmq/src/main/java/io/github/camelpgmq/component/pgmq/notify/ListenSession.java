/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import io.github.camelpgmq.component.pgmq.client.NetworkTimeout;
import io.github.camelpgmq.component.pgmq.client.Pooler;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One LISTEN connection from its opening to its end. Belongs to one thread. Every {@link SQLException} means that the session is over and has to be
 * closed.
 */
final class ListenSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ListenSession.class);
    private static final AtomicLong SESSIONS = new AtomicLong();
    /** SQLSTATE object_not_in_prerequisite_state. */
    private static final String NOT_LISTENING = "55000";

    private final long id = SESSIONS.incrementAndGet();
    private final Connection connection;
    private final boolean autoCommitBefore;
    private final NetworkTimeout networkTimeout;
    private final PGConnection pgConnection;
    private final NotifySender probeSender;
    private final ChannelRegistry registry;
    private final Timings timings;
    private final BooleanSupplier ending;

    private Set<String> listened = Set.of();
    private long seenVersion = -1;
    private boolean probed;
    private long lastAnswer = System.nanoTime();

    private ListenSession(
            Connection connection,
            NotifySender probeSender,
            ChannelRegistry registry,
            Timings timings,
            BooleanSupplier ending)
            throws SQLException {
        this.connection = connection;
        this.probeSender = probeSender;
        this.registry = registry;
        this.timings = timings;
        this.ending = ending;
        this.pgConnection = connection.unwrap(PGConnection.class);
        this.autoCommitBefore = connection.getAutoCommit();
        this.networkTimeout = new NetworkTimeout(connection, timings.networkTimeout());
        if (!autoCommitBefore) {
            connection.setAutoCommit(true);
        }
    }

    /**
     * @param probeSender notifies through another connection, to see whether notifications come through a pooler
     * @param ending      whether the calling thread has to end, so that longer waits are not worth while
     */
    static ListenSession open(
            DataSource dataSource,
            NotifySender probeSender,
            ChannelRegistry registry,
            Timings timings,
            BooleanSupplier ending)
            throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            return new ListenSession(connection, probeSender, registry, timings, ending);
        } catch (SQLException | RuntimeException e) {
            discard(connection);
            throw e;
        }
    }

    /** Brings LISTEN in line with the subscriptions, then wakes those who listen for the first time in this session. */
    void synchronise() throws SQLException {
        long version = registry.version();
        if (version == seenVersion) {
            return;
        }
        Set<String> wanted = registry.listenedChannels();
        Set<String> added = without(wanted, listened);
        Set<String> gone = without(listened, wanted);
        if (!added.isEmpty()) {
            execute(Sql.listen(added));
        }
        if (!gone.isEmpty()) {
            execute(Sql.unlisten(gone));
        }
        listened = wanted;
        if (!added.isEmpty()) {
            verify();
            probePooler();
            LOG.debug("LISTEN is in effect for {}", added);
        }
        seenVersion = version;
        registry.wakeListening(wanted, id);
    }

    /** Waits for notifications, not longer than a slice, and passes them on. */
    void await() throws SQLException {
        if (System.nanoTime() - lastAnswer >= timings.keepAlive().toNanos()) {
            verify();
        }
        receive(timings.slice()).forEach(registry::wakeNotified);
    }

    /** Asks in a statement of its own: behind a transaction pooler that may be another server connection, which does not listen. */
    private void verify() throws SQLException {
        Set<String> actual = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(Sql.LISTENING_CHANNELS)) {
            while (rows.next()) {
                actual.add(rows.getString("channel"));
            }
        }
        lastAnswer = System.nanoTime();
        Set<String> missing = without(listened, actual);
        if (!missing.isEmpty()) {
            throw lost("LISTEN did not last for " + missing);
        }
    }

    /**
     * A transaction pooler that happens to use the same server connection twice passes {@link #verify()} and still delivers nothing. A pooler shows by
     * a process id that is not the server's; then only a notification from another connection tells.
     */
    private void probePooler() throws SQLException {
        if (probed) {
            return;
        }
        if (Pooler.isBetween(connection)) {
            String channel = "pgmq.probe." + UUID.randomUUID();
            execute(Sql.listen(List.of(channel)));
            probeSender.send(List.of(channel));
            long deadline = System.nanoTime() + timings.probe().toNanos();
            boolean arrived = false;
            while (!arrived && System.nanoTime() < deadline && !ending.getAsBoolean()) {
                // Other notifications may be dropped here: everyone is woken when the probe is over.
                arrived = receive(timings.slice()).contains(channel);
            }
            execute(Sql.unlisten(List.of(channel)));
            if (!arrived) {
                throw lost("No notification came through");
            }
        }
        probed = true;
    }

    private Set<String> receive(Duration timeout) throws SQLException {
        PGNotification[] notifications = pgConnection.getNotifications(Math.toIntExact(timeout.toMillis()));
        Set<String> channels = new HashSet<>();
        if (notifications != null) {
            Arrays.stream(notifications).map(PGNotification::getName).forEach(channels::add);
        }
        return channels;
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
        lastAnswer = System.nanoTime();
    }

    private static SQLException lost(String what) {
        return new SQLException(
                what
                        + ": the connection seems to go through a transaction pooler, set listenDataSource to a direct one",
                NOT_LISTENING);
    }

    private static Set<String> without(Set<String> channels, Set<String> others) {
        Set<String> rest = new HashSet<>(channels);
        rest.removeAll(others);
        return rest;
    }

    /** Gives the connection back as it came; it may belong to a pool. */
    @Override
    public void close() {
        try {
            if (!connection.isClosed()) {
                execute(Sql.UNLISTEN_ALL);
                networkTimeout.close();
                if (!autoCommitBefore) {
                    connection.setAutoCommit(false);
                }
            }
            connection.close();
        } catch (SQLException | RuntimeException e) {
            LOG.debug("The LISTEN connection could not be cleaned up and is discarded: {}", OutageLog.describe(e));
            discard(connection);
        }
    }

    /** A pool must not hand out a connection that may still listen. */
    private static void discard(Connection connection) {
        try (connection) {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            LOG.debug("Discarding the LISTEN connection: {}", OutageLog.describe(e));
        }
    }
}
