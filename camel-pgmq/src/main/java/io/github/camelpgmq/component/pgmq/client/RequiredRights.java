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
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Collects the rights that a role needs and tells which of them it lacks. Not thread-safe. */
public final class RequiredRights {

    // A role without USAGE on a schema may not even ask by name what it may do there, so the catalog is asked by
    // name and has_..._privilege by oid. Rights on single columns count, except for DELETE, which has none.
    private static final String MISSING =
            """
            WITH needed AS (
              SELECT o.privilege, c.oid, c.relkind, c.relnamespace,
                CASE cardinality(p.parts) WHEN 1 THEN format('%I.%I', s.nspname, c.relname) ELSE o.name END AS object
              FROM unnest(?::text[], ?::text[]) AS o(name, privilege), LATERAL parse_ident(o.name) AS p(parts)
              JOIN pg_class AS c ON c.relname = p.parts[cardinality(p.parts)]
              JOIN pg_namespace AS s ON s.oid = c.relnamespace
              WHERE CASE cardinality(p.parts) WHEN 1 THEN pg_table_is_visible(c.oid) ELSE s.nspname = p.parts[1] END)
            SELECT 'SCHEMA ' || quote_ident(s.nspname) AS object, 'USAGE' AS privilege, quote_ident(current_user) AS role
            FROM pg_namespace AS s
            WHERE (s.oid IN (SELECT n.relnamespace FROM needed AS n) OR s.nspname = 'pgmq' AND ?::boolean)
              AND NOT has_schema_privilege(s.oid, 'USAGE')
            UNION ALL
            SELECT CASE n.relkind WHEN 'S' THEN 'SEQUENCE ' ELSE '' END || n.object, n.privilege, quote_ident(current_user)
            FROM needed AS n
            WHERE NOT CASE WHEN n.relkind = 'S' THEN has_sequence_privilege(n.oid, n.privilege)
              WHEN n.privilege = 'DELETE' THEN has_table_privilege(n.oid, n.privilege)
              ELSE has_any_column_privilege(n.oid, n.privilege) END
            UNION ALL
            SELECT NULL, 'EXECUTE', quote_ident(current_user)
            WHERE EXISTS (SELECT FROM pg_proc AS p WHERE p.pronamespace = to_regnamespace('pgmq')
              AND p.proname = ANY (?::text[]) AND NOT has_function_privilege(p.oid, 'EXECUTE'))""";

    private final List<String> objects = new ArrayList<>();
    private final List<String> privileges = new ArrayList<>();
    private final Set<String> functions = new TreeSet<>();

    /**
     * Needs rights on a table or sequence, which should exist, and USAGE on its schema.
     *
     * @param object quoted as for SQL where that is needed, with or without schema
     * @param rights such as SELECT
     */
    public RequiredRights on(String object, Iterable<String> rights) {
        for (String right : rights) {
            objects.add(object);
            privileges.add(right);
        }
        return this;
    }

    /** Needs to do this with a queue: rights on its tables, USAGE on schema pgmq, EXECUTE on PGMQ's functions. */
    public RequiredRights on(QueueName queue, Set<QueueRight> rights) {
        functions.add("format_table_name");
        for (QueueRight right : rights) {
            on(queue.table(), right.onQueue());
            on(queue.archiveTable(), right.onArchive());
            functions.addAll(right.functions());
        }
        return this;
    }

    /**
     * Checks that the role of the connection has them all.
     *
     * @param purpose completes "Role x may not", for the message
     * @throws AccessDeniedException if it has not, with the statements that grant what is missing
     */
    public void require(Connection connection, String purpose) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(MISSING)) {
            statement.setArray(1, connection.createArrayOf("text", objects.toArray()));
            statement.setArray(2, connection.createArrayOf("text", privileges.toArray()));
            statement.setBoolean(3, !functions.isEmpty());
            statement.setArray(4, connection.createArrayOf("text", functions.toArray()));
            try (ResultSet missing = statement.executeQuery()) {
                refuse(purpose, missing);
            }
        }
    }

    private static void refuse(String purpose, ResultSet missing) throws SQLException {
        Map<String, Set<String>> byObject = new LinkedHashMap<>();
        boolean functions = false;
        String role = null;
        while (missing.next()) {
            role = missing.getString("role");
            String object = missing.getString("object");
            if (object == null) {
                functions = true;
            } else {
                byObject.computeIfAbsent(object, key -> new LinkedHashSet<>()).add(missing.getString("privilege"));
            }
        }
        if (role == null) {
            return;
        }
        List<String> cures = new ArrayList<>();
        byObject.forEach((object, rights) -> cures.add(QueueRights.grant(String.join(", ", rights), object)));
        if (functions) {
            cures.add(QueueRights.GRANT_FUNCTIONS);
        }
        throw new AccessDeniedException("Role " + role + " may not " + purpose + ": " + QueueRights.run(cures, role));
    }
}
