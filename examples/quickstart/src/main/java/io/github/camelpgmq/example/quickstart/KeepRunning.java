/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.example.quickstart;

import io.github.camelpgmq.embedded.PgmqDatabase;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CountDownLatch;

/** With {@code -Dquickstart.keep} the database and the routes stay up, to look around. */
final class KeepRunning {

    private KeepRunning() {}

    static boolean wanted() {
        String value = System.getProperty("quickstart.keep");
        return value != null && (value.isBlank() || Boolean.parseBoolean(value.strip()));
    }

    /** Returns when the user presses Enter; without a standard input it ends with the JVM only. */
    static void untilEnter(PgmqDatabase database, Console console) throws IOException, InterruptedException {
        URI address = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        console.title("Still running; press Enter or Ctrl-C to end");
        console.line("  JDBC URL  %s", database.jdbcUrl());
        console.line("  user      %s", database.username());
        console.line("  password  %s", database.password());
        console.line(
                "  psql      psql \"postgresql://%s:%s@%s%s\" -c \"SELECT * FROM command_bus_audit ORDER BY audit_id"
                        + " DESC LIMIT 20\"",
                database.username(), database.password(), address.getAuthority(), address.getPath());
        if (System.in.read() < 0) {
            new CountDownLatch(1).await();
        }
    }
}
