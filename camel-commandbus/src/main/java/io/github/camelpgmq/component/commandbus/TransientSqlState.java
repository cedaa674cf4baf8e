/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Tells from SQLSTATE that the same statements may succeed later, whatever the handler thinks of the exception. */
final class TransientSqlState {

    /** Connection lost or refused; not enough disk, memory or connections. */
    private static final Set<String> CLASSES = Set.of("08", "53");

    /** For a pool that has no connection left, which gives no state. */
    private static final String CONNECTION_EXCEPTION = "08000";

    private static final Set<String> STATES = Set.of(
            "40001", // serialization_failure
            "40P01", // deadlock_detected
            "55P03", // lock_not_available
            "57014", // query_canceled, by statement_timeout among others
            "57P01", // admin_shutdown
            "57P02", // crash_shutdown
            "57P03", // cannot_connect_now
            "25006"); // read_only_sql_transaction, as after a failover

    private TransientSqlState() {}

    /** The state if one of the causes has such a one, else null. */
    static String in(Throwable failure) {
        for (Throwable cause : Causes.of(failure)) {
            if (cause instanceof SQLException e && isTransient(e.getSQLState())) {
                return e.getSQLState();
            }
            if (cause instanceof SQLTransientConnectionException) {
                return CONNECTION_EXCEPTION;
            }
        }
        return null;
    }

    private static boolean isTransient(String state) {
        return state != null
                && (STATES.contains(state) || state.length() == 5 && CLASSES.contains(state.substring(0, 2)));
    }
}
