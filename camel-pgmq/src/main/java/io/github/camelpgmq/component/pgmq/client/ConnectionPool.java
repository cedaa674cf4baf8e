/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/** The pool of a component that was given a JDBC URL instead of a data source. */
public final class ConnectionPool {

    private ConnectionPool() {}

    /**
     * Opens a HikariCP pool; the caller closes it. It makes all its connections in the background and keeps them:
     * HikariCP may let a caller wait in vain while the pool could still grow (HikariCP issue 1909), which the connections
     * that consumers and listeners keep for good turn into a time-out.
     *
     * @param size how many connections
     */
    public static HikariDataSource open(String name, String jdbcUrl, String username, String password, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(username);
        config.setPassword(password);
        config.setMaximumPoolSize(size);
        // A database that is away at start-up is reported by the statement that needs it, with its own message.
        config.setInitializationFailTimeout(-1);
        config.setExceptionOverride(new EvictReadOnly());
        // A connection that nobody closes, because its server or the network is gone, ends all the same.
        config.addDataSourceProperty("tcpKeepAlive", "true");
        return new HikariDataSource(config);
    }

    /** A connection to a server that has become a standby is of no use any more. */
    private static final class EvictReadOnly implements SQLExceptionOverride {

        private static final String READ_ONLY = "25006";

        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return READ_ONLY.equals(e.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }
}
