/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import io.github.camelpgmq.embedded.PgmqDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.awaitility.Awaitility;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes a server that lets everybody in ask one role for its password, until it is closed. Other roles notice nothing. A
 * server that asks already is left alone.
 */
public final class PasswordCheck implements AutoCloseable {

    private final PgmqDatabase database;
    private final TestSql owner;
    private final String role;
    private final String before;

    public PasswordCheck(PgmqDatabase database, String role) {
        this.database = database;
        this.owner = new TestSql(database.dataSource());
        this.role = role;
        if (isRefused()) {
            before = null;
            return;
        }
        before = owner.value("SELECT pg_read_file(current_setting('hba_file'))");
        write("host all " + role + " all scram-sha-256\n" + before);
        Awaitility.await().until(this::isRefused);
    }

    private void write(String rules) {
        // One line for each line, so that COPY has nothing to escape.
        owner.run("COPY (SELECT unnest(string_to_array(" + quoted(rules) + ", E'\\n'))) TO "
                + quoted(owner.value("SHOW hba_file")));
        owner.run("SELECT pg_reload_conf()");
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    private boolean isRefused() {
        PGSimpleDataSource wrong = new PGSimpleDataSource();
        wrong.setUrl(database.jdbcUrl());
        wrong.setUser(role);
        wrong.setPassword("not the password");
        try (Connection connection = wrong.getConnection()) {
            return connection == null;
        } catch (SQLException e) {
            return "28P01".equals(e.getSQLState());
        }
    }

    @Override
    public void close() {
        if (before != null) {
            write(before);
        }
    }
}
