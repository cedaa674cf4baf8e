/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Looks whether the tables are as the statements need them. Reads the catalog only, so it takes no right on the tables. Thread-safe. */
final class SchemaCheck {

    /** The table of a quoted name, null if there is none; to_regclass would fail where the role may not use the schema. */
    static final String TABLE =
            """
            (SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,
               (SELECT parse_ident(?::text) AS parts) AS p
             WHERE c.relname = p.parts[cardinality(p.parts)] AND c.relkind IN ('r', 'p', 'f')
               AND CASE cardinality(p.parts) WHEN 1 THEN pg_catalog.pg_table_is_visible(c.oid) ELSE n.nspname = p.parts[1] END)
            """;

    private static final String COLUMNS =
            """
            SELECT a.attname::text AS name, a.attnotnull AS required,
                   format_type(coalesce(nullif(t.typbasetype, 0), t.oid), NULL) AS type,
                   a.atthasdef OR a.attidentity <> '' AS generated
            FROM pg_catalog.pg_attribute AS a JOIN pg_catalog.pg_type AS t ON t.oid = a.atttypid
            WHERE a.attrelid = $table AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attnum
            """
                    .replace("$table", TABLE);

    private static final String UNIQUE =
            """
            SELECT 1 FROM pg_catalog.pg_index i
            WHERE i.indrelid = $table AND i.indisunique AND i.indisvalid AND i.indimmediate
              AND i.indpred IS NULL AND i.indexprs IS NULL
              AND ARRAY(SELECT a.attname::text FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS k(attnum, nr)
                        JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
                        WHERE k.nr <= i.indnkeyatts ORDER BY 1)
                  = ARRAY['command_id', 'domain']::text[]
            """
                    .replace("$table", TABLE);

    private static final String NO_SCHEMA =
            """
            SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = ?::text)
            """;

    private record Found(String type, boolean required, boolean generated) {}

    private final CommandTables tables;

    SchemaCheck(CommandTables tables) {
        this.tables = tables;
    }

    /** Everything that is missing or wrong, each as a phrase; empty when the statements can work. */
    List<String> problems(Connection connection) throws SQLException {
        List<String> problems = new ArrayList<>();
        boolean commands = check(connection, tables.command(), TableColumn.COMMAND, problems);
        check(connection, tables.audit(), TableColumn.AUDIT, problems);
        check(connection, tables.batch(), TableColumn.BATCH, problems);
        if (commands && Jdbc.first(connection, UNIQUE, row -> true, tables.commandSql()) == null) {
            problems.add("unique key (domain, command_id) of table " + tables.command()
                    + ", neither partial nor deferrable");
        }
        return problems;
    }

    /** Whether the table's schema is named and not there. */
    static boolean lacksSchema(Connection connection, String schema) throws SQLException {
        return Jdbc.first(connection, NO_SCHEMA, row -> true, schema) != null;
    }

    private static boolean check(Connection connection, String table, List<TableColumn> expected, List<String> problems)
            throws SQLException {
        Map<String, Found> present = columns(connection, table);
        if (present.isEmpty()) {
            problems.add("table " + table);
            return false;
        }
        boolean complete = true;
        for (TableColumn column : expected) {
            Found found = present.remove(column.name());
            String name = "column " + table + "." + column.name();
            if (found == null) {
                problems.add(name);
                complete = false;
            } else if (!column.type().accepts(found.type())) {
                problems.add(name + " of type " + column.type().sql() + " (it is " + found.type() + ")");
            } else {
                String wrong = wrong(column.filled(), found);
                if (wrong != null) {
                    problems.add(name + wrong);
                }
            }
        }
        present.forEach((name, found) -> {
            if (found.required() && !found.generated()) {
                problems.add("column " + table + "." + name
                        + " with a default or without NOT NULL (the command bus does not know it)");
            }
        });
        return complete;
    }

    private static String wrong(TableColumn.Filled filled, Found found) {
        return switch (filled) {
            case AT_ONCE -> null;
            case LATER -> found.required() && !found.generated() ? " with a default or without NOT NULL" : null;
            case BY_DEFAULT -> found.generated() ? null : " with a default (an identity or a sequence)";
            case SOMETIMES -> found.required() ? " without NOT NULL" : null;
        };
    }

    private static Map<String, Found> columns(Connection connection, String table) throws SQLException {
        Map<String, Found> columns = new TreeMap<>();
        Jdbc.list(
                connection,
                COLUMNS,
                row -> columns.put(
                        row.getString("name"),
                        new Found(row.getString("type"), row.getBoolean("required"), row.getBoolean("generated"))),
                CommandTables.quoted(table));
        return columns;
    }
}
