/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * A database with PGMQ installed, dropped when closed. Safe for use by several threads.
 */
public final class PgmqDatabase implements AutoCloseable {

    private final String name;
    private final ConnectionSettings connection;
    private final Consumer<PgmqDatabase> drop;
    private final AtomicBoolean closed = new AtomicBoolean();

    PgmqDatabase(String name, ConnectionSettings connection, Consumer<PgmqDatabase> drop) {
        this.name = name;
        this.connection = connection;
        this.drop = drop;
    }

    /**
     * @return the name of the database
     */
    public String name() {
        return name;
    }

    /**
     * @return the JDBC address, without user name and password
     */
    public String jdbcUrl() {
        return connection.url();
    }

    /**
     * @return the user name to connect with
     */
    public String username() {
        return connection.username();
    }

    /**
     * @return the password to connect with; {@code null} if an existing server was given without one
     */
    public String password() {
        return connection.password();
    }

    /**
     * @return a new data source without a pool: every {@code getConnection()} opens a connection
     */
    public DataSource dataSource() {
        return connection.dataSource();
    }

    /**
     * Drops the database and ends the connections to it. Does nothing the second time or when the server is closed.
     *
     * @throws PgmqServerException if the server refuses
     */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            drop.accept(this);
        }
    }

    /**
     * @return the user name and the address, no password and no parameters
     */
    @Override
    public String toString() {
        return "PgmqDatabase[" + name + ", " + jdbcUrl() + "]";
    }
}
