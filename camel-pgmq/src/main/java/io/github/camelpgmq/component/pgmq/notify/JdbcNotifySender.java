/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import io.github.camelpgmq.component.pgmq.client.NetworkTimeout;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import javax.sql.DataSource;

/** Notifies in one statement on a borrowed connection, committed at once. Thread-safe. */
final class JdbcNotifySender implements NotifySender {

    private final DataSource dataSource;
    private final Duration networkTimeout;

    JdbcNotifySender(DataSource dataSource, Duration networkTimeout) {
        this.dataSource = dataSource;
        this.networkTimeout = networkTimeout;
    }

    @Override
    @SuppressWarnings("try")
    public void send(Collection<String> channels) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                NetworkTimeout timeout = new NetworkTimeout(connection, networkTimeout)) {
            send(connection, channels);
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }

    /** Notifies with the commit of the connection's transaction. */
    static void send(Connection connection, Collection<String> channels) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(Sql.NOTIFY)) {
            statement.setArray(1, connection.createArrayOf("text", channels.toArray()));
            statement.execute();
        }
    }
}
