/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one connection of an engine: opened when needed, kept, thrown away after an error. Not thread-safe. */
final class EngineConnection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineConnection.class);

    private final DataSource dataSource;
    private final DeliveryStore<?, ?> store;
    private Connection connection;

    EngineConnection(DataSource dataSource, DeliveryStore<?, ?> store) {
        this.dataSource = dataSource;
        this.store = store;
    }

    Connection get() throws SQLException {
        if (connection == null) {
            Connection opened = dataSource.getConnection();
            connection = opened;
            opened.setAutoCommit(true);
            store.connected(opened);
        }
        return connection;
    }

    /** Throws the connection away; the next {@link #get()} opens another. */
    void discard() {
        Connection closing = connection;
        connection = null;
        if (closing != null) {
            try {
                closing.close();
            } catch (SQLException e) {
                LOG.debug("Could not close the fetch connection: {}", e.getMessage());
            }
        }
    }

    @Override
    public void close() {
        discard();
    }
}
