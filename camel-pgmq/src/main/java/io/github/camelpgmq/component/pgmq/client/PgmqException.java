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

    static final String INSUFFICIENT_PRIVILEGE = "42501";
    static final String UNDEFINED_TABLE = "42P01";
    private static final String TOO_MANY_CONNECTIONS = "53300";
    private static final String INVALID_AUTHORIZATION = "28";

    private final String sqlState;

    public PgmqException(String message) {
        this(message, null, null);
    }

    public PgmqException(String message, SQLException cause) {
        this(message, cause == null ? null : cause.getSQLState(), cause);
    }

    PgmqException(String message, String sqlState, SQLException cause) {
        super(message, cause);
        this.sqlState = sqlState;
    }

    /**
     * The exception for what the database has answered.
     *
     * @param attempted what was attempted, as in "send to queue 'orders'"
     * @param queue the queue concerned, or null
     */
    public static PgmqException of(String attempted, QueueName queue, SQLException e) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String said = ServerMessage.of(e);
        if (queue != null && state.equals(UNDEFINED_TABLE) && QueueRights.names(said, queue.tableName())) {
            return new QueueNotFoundException(queue, e);
        }
        String message = "Could not " + attempted + ": " + said;
        if (state.equals(INSUFFICIENT_PRIVILEGE)) {
            return new AccessDeniedException(
                    message + " (SQLState " + state + "): " + QueueRights.cure(said, queue), e);
        }
        if (state.startsWith(INVALID_AUTHORIZATION)) {
            // A pool reports its own time-out; the server's answer is the cause.
            String answer = e.getCause() instanceof SQLException cause ? ServerMessage.of(cause) : said;
            return new DatabaseUnavailableException(
                    "Could not " + attempted + ": " + answer + " (SQLState " + state
                            + "). Check username and password, and the server's pg_hba.conf",
                    e);
        }
        if (state.isEmpty() && e instanceof SQLTransientConnectionException) {
            return new PoolExhaustedException(
                    message
                            + ". Every connection of the pool is in use: raise maximumPoolSize (or the data source's own"
                            + " limit), or find out who keeps the connections",
                    e);
        }
        if (unavailable(state, e)) {
            return new DatabaseUnavailableException(
                    message + " (SQLState " + state + "). Check that the database runs, can be reached and has"
                            + " connections left (max_connections); try again",
                    e);
        }
        return new PgmqException(message + " (SQLState " + state + ")", e);
    }

    /** PostgreSQL's five-character error code, or null if the trouble did not come from the database. */
    public String getSqlState() {
        return sqlState;
    }

    private static boolean unavailable(String state, SQLException e) {
        return state.startsWith("08")
                || state.startsWith("57P0")
                || state.equals(TOO_MANY_CONNECTIONS)
                || e instanceof SQLTransientConnectionException;
    }
}
