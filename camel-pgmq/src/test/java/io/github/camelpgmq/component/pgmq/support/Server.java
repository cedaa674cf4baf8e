/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.support;

import io.github.camelpgmq.embedded.PgmqDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/** A test's database, seen from outside. */
public final class Server {

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
     * Waits until the engines of an application have found nothing for so long (their pauses are 20, 80, 320, 1280, 5120 and
     * 20480 ms) that they do not look again within the next twelve seconds.
     */
    public void awaitBackedOff(String applicationName, int engines) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> query(
                                """
                                SELECT count(*) FROM pg_stat_activity WHERE application_name = ?::text
                                AND query LIKE '%AS millis%'
                                AND clock_timestamp() - state_change > interval '5.5 seconds'""",
                                applicationName),
                        idle -> idle == engines);
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
