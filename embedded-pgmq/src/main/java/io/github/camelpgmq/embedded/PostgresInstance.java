/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.embedded;

/** A running PostgreSQL server, wherever it came from. */
interface PostgresInstance {

    /** Where databases are created from; the role may create databases. */
    ConnectionSettings admin();

    /** The kind and what it was made from, such as {@code embedded}. */
    String kind();

    /** Whether the server outlives {@link #stop()}, so that what was created must be dropped. */
    boolean outlivesUs();

    /** Called once, after everybody is done with the server. */
    void stop();
}
