/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.tx;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestSql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A table and a small pool, and a second way to look at what is committed. */
abstract class TransactionTestBase {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    /** What the transactions run on. */
    protected HikariDataSource pool;

    private DataSource observer;

    @BeforeEach
    void createTable() throws SQLException {
        observer = PGMQ.dataSource();
        HikariConfig config = new HikariConfig();
        config.setDataSource(PGMQ.dataSource());
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(5_000);
        pool = new HikariDataSource(config);
        observe("DROP TABLE IF EXISTS entry");
        observe("CREATE TABLE entry (name text PRIMARY KEY DEFERRABLE INITIALLY DEFERRED)");
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    /** What other connections see. */
    protected List<String> committed() throws SQLException {
        try (Connection connection = observer.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT name FROM entry ORDER BY name")) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString("name"));
            }
            return names;
        }
    }

    /** Runs a statement outside of the pool and of any transaction. */
    protected void observe(String sql) throws SQLException {
        new TestSql(observer).run(sql);
    }

    protected static void insert(DataSource dataSource, String name) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            insert(connection, name);
        }
    }

    protected static void insert(Connection connection, String name) throws SQLException {
        execute(connection, "INSERT INTO entry (name) VALUES ('" + name + "')");
    }

    protected static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    protected static String query(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
