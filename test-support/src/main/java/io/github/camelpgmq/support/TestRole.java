/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.support;

import java.util.UUID;
import javax.sql.DataSource;

/** A role without any right, in a database of its own, dropped when closed. */
public final class TestRole implements AutoCloseable {

    private static final String PASSWORD = "secret";

    private final FreshDatabase database;
    private final String name =
            "role_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12);

    public TestRole(FreshDatabase database) {
        this.database = database;
        database.sql().run("CREATE ROLE " + name + " LOGIN PASSWORD '" + PASSWORD + "'");
    }

    public String name() {
        return name;
    }

    public DataSource dataSource() {
        return database.dataSource(name, PASSWORD);
    }

    public void grant(String what) {
        database.sql().run("GRANT " + what + " TO " + name);
    }

    public void revoke(String what) {
        database.sql().run("REVOKE " + what + " FROM " + name);
    }

    @Override
    public void close() {
        database.sql().run("DROP OWNED BY " + name, "DROP ROLE " + name);
    }
}
