/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

import java.nio.file.Path;

/** A JVM that starts a server and waits to be killed. */
public final class KilledServer {

    static final String PID = "postmaster=";

    private KilledServer() {}

    public static void main(String[] arguments) throws Exception {
        PgmqServer server = PgmqServer.start(
                PgmqServerConfig.builder().directory(Path.of(arguments[0])).build());
        try (PgmqDatabase database = server.createDatabase()) {
            String firstLine = "SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)";
            System.out.println(PID + Queries.value(database.dataSource(), firstLine));
            Thread.currentThread().join();
        }
    }
}
