/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** The pool of a component that was given a JDBC URL instead of a data source. */
public final class ConnectionPool {

    private ConnectionPool() {}

    /** Opens a HikariCP pool; the caller closes it. No connection is made before one is asked for. */
    public static HikariDataSource open(String name, String jdbcUrl, String username, String password, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(jdbcUrl);
        config.setUsername(username);
        config.setPassword(password);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        // A database that is away at start-up is reported by the statement that needs it, with its own message.
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
