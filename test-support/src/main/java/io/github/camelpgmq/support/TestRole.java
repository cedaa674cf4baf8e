/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import io.github.camelpgmq.embedded.PgmqDatabase;
import java.util.UUID;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A role without any right, for one database, dropped when closed. */
public final class TestRole implements AutoCloseable {

    private static final String PASSWORD = "secret";

    private final String name =
            "role_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    private final TestSql owner;
    private final DataSource dataSource;

    public TestRole(FreshDatabase database) {
        owner = database.sql();
        dataSource = database.dataSource(name, PASSWORD);
        create();
    }

    public TestRole(PgmqDatabase database) {
        owner = new TestSql(database.dataSource());
        PGSimpleDataSource own = new PGSimpleDataSource();
        own.setUrl(database.jdbcUrl());
        own.setUser(name);
        own.setPassword(PASSWORD);
        dataSource = own;
        create();
    }

    private void create() {
        owner.run("CREATE ROLE " + name + " LOGIN PASSWORD '" + PASSWORD + "'");
    }

    public String name() {
        return name;
    }

    /** Without a pool, as this role. */
    public DataSource dataSource() {
        return dataSource;
    }

    public void grant(String what) {
        owner.run("GRANT " + what + " TO " + name);
    }

    public void revoke(String what) {
        owner.run("REVOKE " + what + " FROM " + name);
    }

    @Override
    public void close() {
        owner.run("DROP OWNED BY " + name, "DROP ROLE " + name);
    }
}
