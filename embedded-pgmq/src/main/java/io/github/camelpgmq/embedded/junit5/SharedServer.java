/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.junit5;

import io.github.camelpgmq.embedded.PgmqDatabase;
import io.github.camelpgmq.embedded.PgmqServer;
import io.github.camelpgmq.embedded.PgmqServerConfig;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A server that all test classes of the JVM share: started when it is needed, stopped when JUnit is done. There can be
 * several runs of JUnit at a time, one inside the other; the last one to end stops it.
 */
final class SharedServer {

    private static final Map<Optional<PgmqServerConfig>, SharedServer> SERVERS = new ConcurrentHashMap<>();

    private final Supplier<PgmqServerConfig> config;
    private final ReentrantLock lock = new ReentrantLock();
    private PgmqServer server;
    private int runs;

    private SharedServer(Supplier<PgmqServerConfig> config) {
        this.config = config;
    }

    static SharedServer of(PgmqServerConfig config) {
        return SERVERS.computeIfAbsent(Optional.of(config), key -> new SharedServer(() -> config));
    }

    static SharedServer ofSystemProperties() {
        return SERVERS.computeIfAbsent(
                Optional.empty(), key -> new SharedServer(PgmqServerConfig::fromSystemProperties));
    }

    PgmqDatabase createDatabase() {
        return running().createDatabase();
    }

    /** Called once per run of JUnit; the result is closed at its end. */
    AutoCloseable joinRun() {
        lock.lock();
        try {
            runs++;
            return this::leaveRun;
        } finally {
            lock.unlock();
        }
    }

    private PgmqServer running() {
        lock.lock();
        try {
            if (server == null) {
                server = PgmqServer.start(config.get());
            }
            return server;
        } finally {
            lock.unlock();
        }
    }

    private void leaveRun() {
        lock.lock();
        try {
            runs--;
            if (runs == 0 && server != null) {
                server.close();
                server = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
