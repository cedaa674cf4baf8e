/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which rights a role has on a queue, and the statements that grant what it lacks. Stateless. */
public final class QueueRights {

    static final String GRANT_FUNCTIONS = "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq";
    static final String GRANT_SCHEMA = "GRANT USAGE ON SCHEMA pgmq";

    /** Stands for the role where it is not known. */
    static final String SOME_ROLE = "<role>";

    private QueueRights() {}

    /**
     * Checks that the role may do this with the queue, which must exist.
     *
     * @throws AccessDeniedException if it may not, with the statements that grant what is missing
     */
    public static void require(Connection connection, QueueName queue, Set<QueueRight> rights) throws SQLException {
        new RequiredRights()
                .on(queue, rights)
                .require(
                        connection,
                        "use queue '" + queue + "' as it is meant to ("
                                + rights.stream()
                                        .map(right -> right.name().toLowerCase(Locale.ROOT))
                                        .collect(Collectors.joining(", "))
                                + ")");
    }

    /** The cure for a right that a statement turned out to lack, by the relation that PostgreSQL names. */
    static String cure(String serverMessage, QueueName queue) {
        if (names(serverMessage, "owner")) {
            return "only its owner may do that, so connect as the owner, or run GRANT <owner> TO " + SOME_ROLE;
        }
        String cure;
        if (queue != null && names(serverMessage, queue.sequenceName())) {
            cure = grant("SELECT", "SEQUENCE " + queue.sequence());
        } else if (queue != null && names(serverMessage, "a_" + queue.folded())) {
            cure = grant("SELECT, INSERT", queue.archiveTable());
        } else if (queue != null && names(serverMessage, queue.tableName())) {
            return run(List.of(grant("SELECT, INSERT, UPDATE, DELETE", queue.table())), SOME_ROLE)
                    + " (purging also takes TRUNCATE)";
        } else if (names(serverMessage, "notify_insert_throttle")) {
            cure = grant("SELECT, UPDATE", "pgmq.notify_insert_throttle");
        } else if (names(serverMessage, "topic_bindings")) {
            cure = grant("SELECT, INSERT, DELETE", "pgmq.topic_bindings");
        } else if (names(serverMessage, "meta")) {
            cure = grant("SELECT", "pgmq.meta");
        } else if (names(serverMessage, "schema")) {
            cure = GRANT_SCHEMA;
        } else if (names(serverMessage, "function")) {
            cure = GRANT_FUNCTIONS;
        } else {
            return run(List.of(GRANT_SCHEMA, GRANT_FUNCTIONS), SOME_ROLE)
                    + " and grant the rights on the table that is named";
        }
        return run(List.of(cure), SOME_ROLE);
    }

    /** Whether the message has the word, and not as a part of a longer name. */
    static boolean names(String message, String word) {
        return Pattern.compile("(?<![\\w$])" + Pattern.quote(word) + "(?![\\w$])")
                .matcher(message)
                .find();
    }

    static String grant(String privileges, String relation) {
        return "GRANT " + privileges + " ON " + relation;
    }

    static String run(List<String> grants, String role) {
        return "run "
                + String.join(
                        "; ",
                        grants.stream().map(grant -> grant + " TO " + role).toList());
    }
}
