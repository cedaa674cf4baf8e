/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import java.sql.Connection;
import java.sql.SQLException;

/** What is asked of the database from time to time, in one statement with others. Used by one thread at a time. */
public interface Sampled extends AutoCloseable {

    /**
     * A select of one row with the columns {@code size} and {@code age}, both double precision, either may be null. Its
     * cost does not depend on how much there is.
     *
     * @throws SQLException if that cannot be said now
     */
    String select(Connection connection) throws SQLException;

    /** Takes in what was read; NaN is unknown. */
    void read(double size, double age);

    /** Nobody wants to know any more. */
    @Override
    void close();
}
