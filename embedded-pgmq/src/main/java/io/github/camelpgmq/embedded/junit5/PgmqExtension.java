/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.junit5;

import io.github.camelpgmq.embedded.PgmqDatabase;
import io.github.camelpgmq.embedded.PgmqServerConfig;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test class a database of its own with PGMQ.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final PgmqExtension PGMQ = new PgmqExtension();
 *
 * @Test
 * void sends() {
 *     DataSource dataSource = PGMQ.dataSource();
 * }
 * }</pre>
 *
 * <p>The server is started when the first database is asked for, is shared by all test classes of the JVM and stops
 * after the last one. The database is made before the first test of the class, or earlier if a static initialiser asks
 * for it, and dropped after the last one; nested test classes use the one of their outer class. Parameters of type
 * {@link PgmqDatabase} and {@link DataSource} are resolved too, so {@code @ExtendWith(PgmqExtension.class)} is enough.
 *
 * <p>Safe for use by several threads. One extension object that several classes share (a static field of their common
 * superclass) gives each of them a database as long as the classes do not run at the same time.
 */
public final class PgmqExtension implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(PgmqExtension.class);

    private final SharedServer server;
    private final ReentrantLock lock = new ReentrantLock();
    private PgmqDatabase database;
    private int runningClasses;

    /**
     * Uses the server that the system properties describe.
     *
     * @see PgmqServerConfig#fromSystemProperties()
     */
    public PgmqExtension() {
        this.server = SharedServer.ofSystemProperties();
    }

    /**
     * Uses a server of one's own choice, shared by all extensions of the JVM with an equal configuration.
     *
     * @param config what server to start
     */
    public PgmqExtension(PgmqServerConfig config) {
        this.server = SharedServer.of(config);
    }

    /**
     * @return the database of the test class that runs
     * @throws io.github.camelpgmq.embedded.PgmqServerException if the server cannot be started
     */
    public PgmqDatabase database() {
        lock.lock();
        try {
            if (database == null) {
                database = server.createDatabase();
            }
            return database;
        } finally {
            lock.unlock();
        }
    }

    /**
     * @return a new data source of {@link #database()}, without a pool
     */
    public DataSource dataSource() {
        return database().dataSource();
    }

    /**
     * @return the JDBC address of {@link #database()}
     */
    public String jdbcUrl() {
        return database().jdbcUrl();
    }

    /**
     * @return the user name for {@link #database()}
     */
    public String username() {
        return database().username();
    }

    /**
     * @return the password for {@link #database()}; may be {@code null}
     */
    public String password() {
        return database().password();
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(server, SharedServer::joinRun);
        lock.lock();
        try {
            runningClasses++;
            database();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        lock.lock();
        try {
            runningClasses--;
            if (runningClasses == 0 && database != null) {
                PgmqDatabase finished = database;
                database = null;
                finished.close();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == PgmqDatabase.class || type == DataSource.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == PgmqDatabase.class ? database() : dataSource();
    }
}
