/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import io.github.camelpgmq.embedded.PgmqDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database without PGMQ beside the one of the test class, dropped when closed. */
public final class FreshDatabase implements AutoCloseable {

    private final PgmqDatabase beside;
    private final String name =
            "fresh_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    private FreshDatabase(PgmqDatabase beside) {
        this.beside = beside;
        new TestSql(beside.dataSource()).run("CREATE DATABASE " + name + " TEMPLATE template0");
    }

    public static FreshDatabase beside(PgmqDatabase database) {
        return new FreshDatabase(database);
    }

    /** Runs scripts, such as those that install a version of PGMQ, in one transaction. */
    public FreshDatabase with(List<String> scripts) {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String script : scripts) {
                statement.execute(script);
            }
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("A script fails in " + name, e);
        }
        return this;
    }

    /** Without a pool, as the user of the test class. */
    public DataSource dataSource() {
        return dataSource(beside.username(), beside.password());
    }

    public DataSource dataSource(String username, String password) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(beside.jdbcUrl());
        dataSource.setDatabaseName(name);
        dataSource.setUser(username);
        dataSource.setPassword(password);
        return dataSource;
    }

    public TestSql sql() {
        return new TestSql(dataSource());
    }

    @Override
    public void close() {
        new TestSql(beside.dataSource()).run("DROP DATABASE " + name + " WITH (FORCE)");
    }
}
