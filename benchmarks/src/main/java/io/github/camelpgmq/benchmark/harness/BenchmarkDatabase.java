/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.benchmark.harness;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.embedded.PgmqDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of one contestant, whose connections are counted. Safe for use by several threads. */
public final class BenchmarkDatabase implements AutoCloseable {

    private static final String COSTS =
            """
            SELECT (SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()) AS commits,
                   (SELECT coalesce(sum(calls), 0) FROM pg_stat_statements AS s JOIN pg_database AS d ON d.oid = s.dbid
                    WHERE d.datname = current_database() AND s.toplevel
                    AND s.query NOT LIKE '%pg_stat_statements%' AND s.query NOT LIKE 'SET application_name%') AS statements,
                   pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS wal_bytes""";

    private final PgmqDatabase database;

    BenchmarkDatabase(PgmqDatabase database) {
        this.database = database;
        execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
    }

    /** The name of the database. */
    public String name() {
        return database.name();
    }

    /** For another JVM. */
    public PgmqDatabase database() {
        return database;
    }

    /** A data source without a pool, whose connections are counted. */
    public PGSimpleDataSource counted() {
        PGSimpleDataSource source = uncounted();
        source.setSocketFactory(CountingSocketFactory.class.getName());
        source.setSocketFactoryArg(name());
        return source;
    }

    /** A pool of counted connections, all of them open. The caller closes it. */
    public HikariDataSource pool(int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(counted());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(size);
        config.setPoolName("benchmark-" + name());
        return new HikariDataSource(config);
    }

    /** Runs statements on a connection that is not counted. */
    public void execute(String... statements) {
        try (Connection connection = uncounted().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The preparation of a round failed: " + e.getMessage(), e);
        }
    }

    /** The first column of the only row, on a connection that is not counted. */
    public long number(String query) {
        try (Connection connection = uncounted().getConnection();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query + " failed: " + e.getMessage(), e);
        }
    }

    /** The first column of the only row as text. */
    public String text(String query) {
        try (Connection connection = uncounted().getConnection();
                PreparedStatement statement = connection.prepareStatement(query);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(query + " failed: " + e.getMessage(), e);
        }
    }

    /** What was done until now. Commits are seen by others with a delay of some seconds, see {@link CaseRunner}. */
    public Costs costs() {
        try (Connection connection = uncounted().getConnection();
                PreparedStatement statement = connection.prepareStatement(COSTS);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return new Costs(
                    row.getDouble("commits"),
                    CountingSocketFactory.roundTrips(name()),
                    row.getDouble("statements"),
                    row.getDouble("wal_bytes"));
        } catch (SQLException e) {
            throw new IllegalStateException("Could not read the server's statistics: " + e.getMessage(), e);
        }
    }

    /** The number of the server's first process on its machine. */
    long postmaster() {
        return number("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)::bigint");
    }

    /** Every round begins with clean tables, fresh statistics and no checkpoint ahead. */
    void tidy() {
        execute("VACUUM (ANALYZE)", "CHECKPOINT");
    }

    private PGSimpleDataSource uncounted() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.jdbcUrl());
        source.setUser(database.username());
        source.setPassword(database.password());
        return source;
    }

    @Override
    public void close() {
        database.close();
    }
}
