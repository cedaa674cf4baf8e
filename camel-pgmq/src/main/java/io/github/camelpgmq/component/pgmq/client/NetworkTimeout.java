/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;

/**
 * A bound on every wait for the database on one connection ({@link Connection#setNetworkTimeout}), which gets its own
 * value back on close. A wait that takes longer ends with an {@link SQLException} and the connection's end. Does nothing
 * with a driver that has no such bound. Not thread-safe.
 */
public final class NetworkTimeout implements AutoCloseable {

    private static final int UNSUPPORTED = -1;

    private final Connection connection;
    private final int before;

    public NetworkTimeout(Connection connection, Duration timeout) throws SQLException {
        this.connection = connection;
        this.before = apply(connection, timeout);
    }

    private static int apply(Connection connection, Duration timeout) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
            return before;
        } catch (SQLFeatureNotSupportedException e) {
            return UNSUPPORTED;
        }
    }

    @Override
    public void close() throws SQLException {
        if (before != UNSUPPORTED && !connection.isClosed()) {
            connection.setNetworkTimeout(Runnable::run, before);
        }
    }
}
