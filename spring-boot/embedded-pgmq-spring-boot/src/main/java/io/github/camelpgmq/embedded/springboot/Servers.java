/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded.springboot;

import io.github.camelpgmq.embedded.PgmqDatabase;
import io.github.camelpgmq.embedded.PgmqServer;
import io.github.camelpgmq.embedded.PgmqServerConfig;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** The servers of this JVM, one for each configuration. They end with the JVM. */
final class Servers {

    private static final Logger LOG = LoggerFactory.getLogger(Servers.class);
    private static final Pattern DASH = Pattern.compile("-(.)");
    private static final Map<PgmqServerConfig, PgmqServer> RUNNING = new HashMap<>();
    private static final ReentrantLock LOCK = new ReentrantLock();

    private Servers() {}

    /** A new database on the server that the {@code pgmq.*} properties describe. */
    static PgmqDatabase createDatabase(Environment environment) {
        PgmqDatabase database =
                server(PgmqServerConfig.from(properties(environment))).createDatabase();
        LOG.info("Embedded database with PGMQ, dropped at the end: {} as {}", database.jdbcUrl(), database.username());
        return database;
    }

    private static PgmqServer server(PgmqServerConfig config) {
        LOCK.lock();
        try {
            return RUNNING.computeIfAbsent(config, PgmqServer::start);
        } finally {
            LOCK.unlock();
        }
    }

    private static Properties properties(Environment environment) {
        Properties properties = new Properties();
        Binder.get(environment)
                .bind("pgmq", Bindable.mapOf(String.class, String.class))
                .ifBound(map -> map.forEach((name, value) -> properties.setProperty("pgmq." + camelCase(name), value)));
        return properties;
    }

    private static String camelCase(String name) {
        return DASH.matcher(name).replaceAll(match -> match.group(1).toUpperCase(Locale.ROOT));
    }
}
