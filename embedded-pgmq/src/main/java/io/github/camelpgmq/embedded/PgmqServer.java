/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

/**
 * A real PostgreSQL server with the genuine PGMQ: unpacked and started by this library, in a container, or an existing
 * one. It hands out databases that hold PGMQ and nothing else; each is a copy of a template and takes about 50 ms.
 *
 * <p>Safe for use by several threads. A server that is not closed is closed when the JVM ends.
 */
public interface PgmqServer extends AutoCloseable {

    /**
     * Starts the server that the system properties describe, by default an embedded one on a free port.
     *
     * @return the running server
     * @throws PgmqServerException if it cannot be started or reached; the message says what to do
     * @see PgmqServerConfig#fromSystemProperties()
     */
    static PgmqServer start() {
        return start(PgmqServerConfig.fromSystemProperties());
    }

    /**
     * Starts the described server.
     *
     * @param config what to start
     * @return the running server
     * @throws PgmqServerException if it cannot be started or reached; the message says what to do
     */
    static PgmqServer start(PgmqServerConfig config) {
        return TemplateServer.start(config);
    }

    /**
     * Creates a database with PGMQ under a name that nobody else uses.
     *
     * @return the database; closing it drops it
     * @throws PgmqServerException if it cannot be created
     */
    PgmqDatabase createDatabase();

    /**
     * Creates a database with PGMQ.
     *
     * @param name lower-case letters, digits and underscores, at most 63, not starting with a digit
     * @return the database; closing it drops it
     * @throws IllegalArgumentException if the name is not of that form
     * @throws PgmqServerException      if it cannot be created, for example because it exists
     */
    PgmqDatabase createDatabase(String name);

    /**
     * @return one line for logs: the kind of server, its address, the versions and whether it is durable; no password
     */
    String describe();

    /**
     * Stops an embedded server or a container; on an existing server drops the databases that were created here. Does
     * nothing the second time.
     */
    @Override
    void close();
}
