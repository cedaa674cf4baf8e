/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import io.github.camelpgmq.embedded.PgmqDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** A test's database, seen from outside. */
public final class Server {

    /** Between the last but one and the last but two pause of an engine. */
    private static final Duration LONG_PAUSE = Duration.ofSeconds(3);

    private static final String PAUSES =
            """
            SELECT pid, (extract(epoch FROM clock_timestamp() - state_change) * 1000)::bigint AS millis
            FROM pg_stat_activity WHERE application_name = ?::text AND state = 'idle' AND query LIKE '%AS millis%'
            AND pid <> pg_backend_pid()""";

    private final PgmqDatabase database;

    public Server(PgmqDatabase database) {
        this.database = database;
    }

    /** A data source of its own identity whose backends carry this application name. */
    public PGSimpleDataSource dataSource(String applicationName) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.jdbcUrl());
        dataSource.setUser(database.username());
        dataSource.setPassword(database.password());
        dataSource.setApplicationName(applicationName);
        dataSource.setConnectTimeout(2);
        return dataSource;
    }

    public PGSimpleDataSource through(TcpProxy proxy, String applicationName) {
        PGSimpleDataSource dataSource = dataSource(applicationName);
        dataSource.setServerNames(new String[] {"localhost"});
        dataSource.setPortNumbers(new int[] {proxy.port()});
        return dataSource;
    }

    public TcpProxy proxy() throws Exception {
        PGSimpleDataSource dataSource = dataSource("proxy");
        int port = dataSource.getPortNumbers()[0];
        return new TcpProxy(dataSource.getServerNames()[0], port == 0 ? 5432 : port);
    }

    public void notify(String channel) {
        query("SELECT count(*) FROM pg_notify(?::text, '')", channel);
    }

    public long backends(String applicationName) {
        return query("SELECT count(*) FROM pg_stat_activity WHERE application_name = ?::text", applicationName);
    }

    public long terminate(String applicationName) {
        return query(
                "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = ?::text) t",
                applicationName);
    }

    /** Ends every connection to this database except the one that does it. */
    public long terminateAll() {
        return number(
                """
                SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()) AS t""");
    }

    /**
     * Waits until the engines of an application have found nothing for so long that they do not look again within the next
     * fifteen seconds: their pauses are 20, 80, 320, 1280, 5120 and 20480 ms, and the last one has just begun.
     */
    public void awaitBackedOff(String applicationName, int engines) {
        Set<Long> inTheLastButOne = new HashSet<>();
        Set<Long> inTheLast = new HashSet<>();
        Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> {
            Map<Long, Duration> pauses = pausesSoFar(applicationName);
            pauses.forEach((engine, pause) -> {
                if (pause.compareTo(LONG_PAUSE) > 0) {
                    inTheLastButOne.add(engine);
                } else if (inTheLastButOne.contains(engine)) {
                    inTheLast.add(engine);
                }
            });
            return inTheLast.size() == engines;
        });
    }

    /** By the process that serves the engine's connection. */
    private Map<Long, Duration> pausesSoFar(String applicationName) {
        Map<Long, Duration> pauses = new HashMap<>();
        try (Connection connection = dataSource("outside").getConnection();
                PreparedStatement statement = connection.prepareStatement(PAUSES)) {
            statement.setString(1, applicationName);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    pauses.put(row.getLong("pid"), Duration.ofMillis(row.getLong("millis")));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return pauses;
    }

    public long rows(String table) {
        return sql().count(table);
    }

    /** The first column of the first row. */
    public long number(String query) {
        return sql().number(query);
    }

    public void execute(String... statements) {
        sql().run(statements);
    }

    private TestSql sql() {
        return new TestSql(dataSource("outside"));
    }

    private long query(String sql, String parameter) {
        try (Connection connection = dataSource("outside").getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, parameter);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
