/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.sql.Connection;
import java.sql.SQLException;

/** What happens to a consumed queue beside deliveries. Called on the engine's thread; has to be quick. */
public interface QueueEvents {

    /**
     * A new connection, before anything else is done with it; again every few minutes for one that lasts. An error makes
     * the engine try another one later.
     */
    default void connected(Connection connection) throws SQLException {}

    /** Messages have been given up, and this is committed. */
    default void gaveUp(int count) {}
}
