/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.ReentrantLock;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A database with PGMQ for applications that are configured and not programmed: a class name in YAML, XML or properties is all it takes.
 * The first connection starts the {@link PgmqServer} that the system properties describe and creates an empty database; both are gone when
 * this is closed or the JVM ends. Each instance has its own. There is no pool in it: give it to one as its data source. Thread-safe.
 */
public final class EmbeddedDataSource extends PGSimpleDataSource implements AutoCloseable {

    private static final long serialVersionUID = 1L;

    private final transient ReentrantLock lock = new ReentrantLock();
    private transient PgmqServer server;

    /** Starts nothing yet: Camel's YAML DSL makes each bean twice and forgets the first. */
    public EmbeddedDataSource() {}

    /**
     * @throws PgmqServerException if the server cannot be started or reached; the message says what to do
     * @see PgmqServerConfig#fromSystemProperties()
     */
    @Override
    public Connection getConnection() throws SQLException {
        startOnce();
        return super.getConnection();
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        startOnce();
        return super.getConnection(user, password);
    }

    /** Stops the server; one that was there before only loses the database. Does nothing if no connection was asked for. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void startOnce() {
        lock.lock();
        try {
            if (server == null) {
                server = PgmqServer.start();
                PgmqDatabase database = server.createDatabase();
                setUrl(database.jdbcUrl());
                setUser(database.username());
                setPassword(database.password());
            }
        } finally {
            lock.unlock();
        }
    }

    private Object writeReplace() throws ObjectStreamException {
        throw new NotSerializableException("A data source with its server");
    }
}
