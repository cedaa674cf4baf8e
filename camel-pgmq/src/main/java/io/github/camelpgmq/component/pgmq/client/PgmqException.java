/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/**
 * Trouble with PGMQ or the database behind it. The message says what was attempted and what to do; each kind of trouble
 * that calls for a different answer has a subclass of its own.
 */
public class PgmqException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sqlState;

    public PgmqException(String message) {
        this(message, null);
    }

    public PgmqException(String message, SQLException cause) {
        super(message, cause);
        this.sqlState = cause == null ? null : cause.getSQLState();
    }

    /**
     * The exception for what the database has answered.
     *
     * @param attempted what was attempted, as in "send to queue 'orders'"
     * @param queue the queue concerned, or null
     */
    public static PgmqException of(String attempted, QueueName queue, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        if (queue != null && state.equals("42P01") && mentions(e, queue)) {
            return new QueueNotFoundException(queue, e);
        }
        String message = "Could not " + attempted + ": " + e.getMessage();
        if (state.equals("42501")) {
            return new AccessDeniedException(message + ". " + grant(queue), e);
        }
        if (unavailable(state, e)) {
            return new DatabaseUnavailableException(
                    message + ". Check that the database runs and that the pool is large enough; try again", e);
        }
        return new PgmqException(message + " (SQLState " + state + ")", e);
    }

    /** PostgreSQL's five-character error code, or null if the trouble did not come from the database. */
    public String getSqlState() {
        return sqlState;
    }

    private static boolean mentions(SQLException e, QueueName queue) {
        return String.valueOf(e.getMessage()).contains("q_" + queue.folded());
    }

    private static boolean unavailable(String state, SQLException e) {
        return state.startsWith("08")
                || state.startsWith("57P0")
                || state.equals("53300")
                || e instanceof SQLTransientConnectionException;
    }

    private static String grant(QueueName queue) {
        String schema = "GRANT USAGE ON SCHEMA pgmq TO the role";
        return queue == null
                ? "Run " + schema
                : "Run " + schema + "; GRANT SELECT, INSERT, UPDATE, DELETE ON " + queue.table() + ", "
                        + queue.archiveTable() + " TO the role (creating and dropping queues takes their owner)";
    }
}
