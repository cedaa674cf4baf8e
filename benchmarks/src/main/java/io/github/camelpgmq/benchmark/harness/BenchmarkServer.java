/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import io.github.camelpgmq.embedded.PgmqServer;
import io.github.camelpgmq.embedded.PgmqServerConfig;
import java.util.Locale;

/**
 * The server that all contestants share: the one the system properties describe (see {@link PgmqServerConfig}), by
 * default embedded, with commits that survive a crash of the machine and {@code pg_stat_statements}.
 */
public final class BenchmarkServer implements AutoCloseable {

    private final PgmqServer server;

    private BenchmarkServer(PgmqServer server) {
        this.server = server;
    }

    /** Starts or reaches the server. */
    public static BenchmarkServer start() {
        property("pgmq.durable", "true");
        property("pgmq.setting.shared_preload_libraries", "pg_stat_statements");
        property("pgmq.setting.pg_stat_statements.track_planning", "off");
        property("pgmq.setting.shared_buffers", "512MB");
        property("pgmq.setting.max_wal_size", "8GB");
        property("pgmq.setting.checkpoint_timeout", "1h");
        return new BenchmarkServer(PgmqServer.start());
    }

    private static void property(String name, String value) {
        if (System.getProperty(name, "").isBlank()) {
            System.setProperty(name, value);
        }
    }

    /** A database with PGMQ and nothing else. */
    public BenchmarkDatabase createDatabase() {
        return new BenchmarkDatabase(server.createDatabase());
    }

    /** {@code embedded}, {@code container} or {@code remote}; no address. */
    public String kind() {
        return PgmqServerConfig.fromSystemProperties().instance().name().toLowerCase(Locale.ROOT);
    }

    /** Kind of server and versions; no password. */
    public String describe() {
        return server.describe();
    }

    @Override
    public void close() {
        server.close();
    }
}
