/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.NetworkTimeout;
import io.github.camelpgmq.component.pgmq.client.Pooler;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of an engine's thread: opened when needed, kept, thrown away after an error. Not thread-safe. */
final class EngineConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineConnection.class);
    private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration RECHECK = Duration.ofMinutes(5);

    private final DataSource dataSource;
    private final DeliveryStore<?, ?> store;
    private final Duration timeout;
    private final long recheckNanos;
    private Connection connection;
    private NetworkTimeout networkTimeout;
    private int preparedBefore;
    private long checkedNanos;

    EngineConnection(DataSource dataSource, DeliveryStore<?, ?> store, Duration visibilityTimeout) {
        this(dataSource, store, visibilityTimeout, RECHECK);
    }

    EngineConnection(DataSource dataSource, DeliveryStore<?, ?> store, Duration visibilityTimeout, Duration recheck) {
        this.dataSource = dataSource;
        this.store = store;
        this.timeout = answerTimeout(visibilityTimeout);
        this.recheckNanos = recheck.toNanos();
    }

    /** What is fetched later than this has lost its lease, so waiting longer is of no use. */
    private static Duration answerTimeout(Duration visibilityTimeout) {
        Duration atLeast = visibilityTimeout.compareTo(SHORTEST_TIMEOUT) < 0 ? SHORTEST_TIMEOUT : visibilityTimeout;
        return atLeast.compareTo(LONGEST_TIMEOUT) > 0 ? LONGEST_TIMEOUT : atLeast;
    }

    Connection get() throws SQLException {
        if (connection == null) {
            connection = dataSource.getConnection();
            connection.setAutoCommit(true);
            networkTimeout = new NetworkTimeout(connection, timeout);
            preparedBefore = prepareByName();
            check();
        } else if (System.nanoTime() - checkedNanos >= recheckNanos) {
            // Behind a pooler or a proxy the server can be replaced without the connection's end.
            check();
        }
        return connection;
    }

    private void check() throws SQLException {
        store.connected(connection);
        checkedNanos = System.nanoTime();
    }

    /** Behind a pooler a statement's name may stand for somebody else's statement. */
    private int prepareByName() throws SQLException {
        if (!Pooler.preparesByName(connection) || !Pooler.isBetween(connection)) {
            return 0;
        }
        PGConnection driver = connection.unwrap(PGConnection.class);
        int before = driver.getPrepareThreshold();
        driver.setPrepareThreshold(0);
        return before;
    }

    /** Throws the connection away; the next {@link #get()} opens another. */
    void discard() {
        Connection closing = connection;
        connection = null;
        if (closing != null) {
            try (closing) {
                // A pool would hand it out again, and it may lead to a standby or to nowhere.
                closing.abort(Runnable::run);
            } catch (SQLException | RuntimeException e) {
                LOG.debug("Discarding an engine's connection: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        giveBack();
    }

    /** Gives the connection back as it came; it may belong to a pool. The next {@link #get()} opens another. */
    void giveBack() {
        if (connection == null) {
            return;
        }
        try {
            networkTimeout.close();
            if (preparedBefore > 0) {
                connection.unwrap(PGConnection.class).setPrepareThreshold(preparedBefore);
            }
            connection.close();
            connection = null;
        } catch (SQLException | RuntimeException e) {
            LOG.debug("An engine's connection could not be given back: {}", e.getMessage());
            discard();
        }
    }
}
