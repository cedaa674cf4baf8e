/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs PGMQ once, in a template database, and copies that. */
final class TemplateServer implements PgmqServer {

    private static final Logger LOG = LoggerFactory.getLogger(TemplateServer.class);

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final String FACTS = "SELECT current_setting('server_version') AS version,"
            + " current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit";

    private final PostgresInstance instance;
    private final ConnectionSettings admin;
    private final String template;
    private final String description;
    private final Set<PgmqDatabase> open = ConcurrentHashMap.newKeySet();
    private final ReentrantLock closing = new ReentrantLock();
    private final Thread closeAtExit = new Thread(this::stop, "pgmq-server-close");
    private volatile boolean closed;

    private TemplateServer(PostgresInstance instance, ConnectionSettings admin, String template, String description) {
        this.instance = instance;
        this.admin = admin;
        this.template = template;
        this.description = description;
    }

    static TemplateServer start(PgmqServerConfig config) {
        PostgresInstance instance =
                switch (config.instance()) {
                    case EMBEDDED -> EmbeddedInstance.start(config);
                    case CONTAINER -> startContainer(config);
                    case REMOTE -> new RemoteInstance(config);
                };
        try {
            TemplateServer server = prepare(instance);
            Runtime.getRuntime().addShutdownHook(server.closeAtExit);
            LOG.info("Ready: {}", server.describe());
            return server;
        } catch (RuntimeException e) {
            instance.stop();
            throw e;
        }
    }

    @Override
    public PgmqDatabase createDatabase() {
        return createDatabase(uniqueName("pgmq_"));
    }

    @Override
    public PgmqDatabase createDatabase(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("database name '" + name + "': use lower-case letters, digits and"
                    + " underscores, at most 63, not starting with a digit");
        }
        if (closed) {
            throw new PgmqServerException("the server is closed: start another one");
        }
        try {
            execute(admin, "CREATE DATABASE " + quote(name) + " TEMPLATE " + quote(template));
        } catch (SQLException e) {
            throw SqlFailures.explain("cannot create the database " + name, admin, e);
        }
        PgmqDatabase database = new PgmqDatabase(name, admin.withDatabase(name), this::drop);
        open.add(database);
        LOG.debug("Created {}", database);
        return database;
    }

    @Override
    public String describe() {
        return description;
    }

    @Override
    public void close() {
        stop();
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            LOG.debug("The JVM is ending already");
        }
    }

    @Override
    public String toString() {
        return description;
    }

    private void stop() {
        closing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            if (instance.outlivesUs()) {
                dropEverything();
            }
            instance.stop();
            LOG.debug("Closed: {}", description);
        } finally {
            closing.unlock();
        }
    }

    private void drop(PgmqDatabase database) {
        if (!open.remove(database) || closed) {
            return;
        }
        try {
            execute(admin, dropStatement(database.name()));
        } catch (SQLException e) {
            throw SqlFailures.explain("cannot drop the database " + database.name(), admin, e);
        }
    }

    private void dropEverything() {
        List<String> names =
                new ArrayList<>(open.stream().map(PgmqDatabase::name).toList());
        names.add(template);
        for (String name : names) {
            try {
                execute(admin, dropStatement(name));
            } catch (SQLException e) {
                LOG.warn("Could not drop the database {} as {}, drop it by hand: {}", name, admin, e.toString());
            }
        }
        open.clear();
    }

    private static PostgresInstance startContainer(PgmqServerConfig config) {
        try {
            return ContainerInstance.start(config);
        } catch (NoClassDefFoundError e) {
            throw new PgmqServerException(
                    "pgmq.instance=container needs Testcontainers: add org.testcontainers:testcontainers-postgresql 2.x"
                            + " to the (test) dependencies, or use pgmq.instance=embedded",
                    e);
        }
    }

    private static TemplateServer prepare(PostgresInstance instance) {
        ConnectionSettings admin = instance.admin();
        String template = uniqueName("pgmq_template_");
        String facts;
        try {
            facts = facts(admin);
            execute(admin, "CREATE DATABASE " + quote(template) + " TEMPLATE template0");
        } catch (SQLException e) {
            throw SqlFailures.explain("cannot prepare PGMQ", admin, e);
        }
        try {
            String pgmq = install(admin.withDatabase(template));
            // A template can only be copied while nobody is connected to it.
            execute(admin, "ALTER DATABASE " + quote(template) + " ALLOW_CONNECTIONS false");
            return new TemplateServer(
                    instance, admin, template, instance.kind() + " " + facts + ", PGMQ " + pgmq + ", " + admin);
        } catch (SQLException e) {
            dropTemplate(admin, template);
            throw SqlFailures.explain("cannot install PGMQ", admin, e);
        }
    }

    private static String install(ConnectionSettings settings) throws SQLException {
        try (Connection connection = settings.dataSource().getConnection()) {
            return PgmqInstaller.install(connection);
        }
    }

    private static String facts(ConnectionSettings admin) throws SQLException {
        try (Connection connection = admin.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(FACTS)) {
            row.next();
            boolean durable = row.getString("fsync").equals("on")
                    && !row.getString("synchronous_commit").equals("off");
            return "PostgreSQL " + row.getString("version") + (durable ? ", durable" : ", not durable");
        }
    }

    private static void dropTemplate(ConnectionSettings admin, String template) {
        try {
            execute(admin, dropStatement(template));
        } catch (SQLException e) {
            LOG.warn("Could not drop the database {} as {}, drop it by hand: {}", template, admin, e.toString());
        }
    }

    private static void execute(ConnectionSettings settings, String sql) throws SQLException {
        try (Connection connection = settings.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String dropStatement(String name) {
        return "DROP DATABASE IF EXISTS " + quote(name) + " WITH (FORCE)";
    }

    private static String quote(String name) {
        return "\"" + name + "\"";
    }

    private static String uniqueName(String prefix) {
        return prefix + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
