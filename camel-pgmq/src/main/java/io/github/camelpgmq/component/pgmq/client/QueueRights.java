/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Which rights a role has on a queue, and the statements that grant what it lacks. Stateless. */
public final class QueueRights {

    static final String GRANT_FUNCTIONS = "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA pgmq";
    static final String GRANT_SCHEMA = "GRANT USAGE ON SCHEMA pgmq";

    /** Stands for the role where it is not known. */
    static final String SOME_ROLE = "<role>";

    // Rights on single columns count, except for DELETE, which has none.
    private static final String MISSING =
            """
            SELECT n.relation, n.privilege, quote_ident(current_user) AS role
            FROM unnest(?::text[], ?::text[]) AS n(relation, privilege)
            WHERE NOT CASE n.privilege WHEN 'DELETE' THEN has_table_privilege(n.relation, n.privilege)
              ELSE has_any_column_privilege(n.relation, n.privilege) END
            UNION ALL
            SELECT NULL, 'EXECUTE', quote_ident(current_user)
            WHERE EXISTS (SELECT FROM pg_proc AS p WHERE p.pronamespace = to_regnamespace('pgmq')
              AND p.proname = ANY (?::text[]) AND NOT has_function_privilege(p.oid, 'EXECUTE'))""";

    private QueueRights() {}

    /**
     * Checks that the role may do this with the queue, which must exist.
     *
     * @throws AccessDeniedException if it may not, with the statements that grant what is missing
     */
    public static void require(Connection connection, QueueName queue, Set<QueueRight> rights) throws SQLException {
        List<String> relations = new ArrayList<>();
        List<String> privileges = new ArrayList<>();
        Set<String> functions = new TreeSet<>(Set.of("format_table_name"));
        for (QueueRight right : rights) {
            right.onQueue().forEach(privilege -> add(relations, queue.table(), privileges, privilege));
            right.onArchive().forEach(privilege -> add(relations, queue.archiveTable(), privileges, privilege));
            functions.addAll(right.functions());
        }
        try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
            statement.setArray(1, connection.createArrayOf("text", relations.toArray()));
            statement.setArray(2, connection.createArrayOf("text", privileges.toArray()));
            statement.setArray(3, connection.createArrayOf("text", functions.toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                refuse(queue, rights, rows);
            }
        }
    }

    private static void add(List<String> relations, String relation, List<String> privileges, String privilege) {
        relations.add(relation);
        privileges.add(privilege);
    }

    private static void refuse(QueueName queue, Set<QueueRight> rights, ResultSet missing) throws SQLException {
        Map<String, Set<String>> byRelation = new LinkedHashMap<>();
        boolean functions = false;
        String role = null;
        while (missing.next()) {
            role = missing.getString("role");
            String relation = missing.getString("relation");
            if (relation == null) {
                functions = true;
            } else {
                byRelation
                        .computeIfAbsent(relation, key -> new LinkedHashSet<>())
                        .add(missing.getString("privilege"));
            }
        }
        if (role == null) {
            return;
        }
        List<String> cures = new ArrayList<>();
        byRelation.forEach((relation, privileges) -> cures.add(grant(String.join(", ", privileges), relation)));
        if (functions) {
            cures.add(GRANT_FUNCTIONS);
        }
        throw new AccessDeniedException("Role " + role + " may not use queue '" + queue + "' as it is meant to ("
                + String.join(
                        ", ",
                        rights.stream()
                                .map(right -> right.name().toLowerCase(Locale.ROOT))
                                .toList())
                + "): " + run(cures, role));
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

    private static String grant(String privileges, String relation) {
        return "GRANT " + privileges + " ON " + relation;
    }

    private static String run(List<String> grants, String role) {
        return "run "
                + String.join(
                        "; ",
                        grants.stream().map(grant -> grant + " TO " + role).toList());
    }
}
