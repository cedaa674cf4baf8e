/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.pgmq.client.LocalWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Creates and checks the tables of the command bus. Thread-safe. */
public final class CommandBusSchema {

    /** Class path folder of the migrations, for Flyway and for people. */
    public static final String MIGRATIONS = "io/github/camelpgmq/commandbus/migration";

    private static final List<String> FILES = List.of("V1__command_bus.sql");

    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('camel-pgmq command bus schema', 0)) IS NULL";

    private static final String COLUMNS =
            """
            SELECT to_regclass(?::text) IS NOT NULL AS present,
                   ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                         WHERE a.attrelid = to_regclass(?::text) AND a.attnum > 0 AND NOT a.attisdropped) AS columns
            """;

    private static final String UNIQUE =
            """
            SELECT 1 FROM pg_catalog.pg_index i
            WHERE i.indrelid = to_regclass(?::text) AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL
              AND ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a
                        WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::smallint[]) ORDER BY 1)
                  = ARRAY['command_id', 'domain']::text[]
            """;

    private static final List<String> COMMAND_COLUMNS = List.of(
            "domain",
            "command_id",
            "command_type",
            "status",
            "attempts",
            "max_attempts",
            "queue_name",
            "msg_id",
            "lease_expires_at",
            "last_error_type",
            "last_error_code",
            "last_error_msg",
            "created_at",
            "updated_at",
            "reply_queue",
            "correlation_id",
            "batch_id");

    private static final List<String> AUDIT_COLUMNS =
            List.of("audit_id", "domain", "command_id", "event_type", "ts", "details_json");

    private static final List<String> BATCH_COLUMNS = List.of(
            "domain",
            "batch_id",
            "name",
            "custom_data",
            "status",
            "total_count",
            "completed_count",
            "failed_count",
            "canceled_count",
            "in_troubleshooting_count",
            "created_at",
            "started_at",
            "completed_at");

    private static final Pattern NAME = Pattern.compile("\\bcommand_bus_(command|audit|batch)(_[a-z]+_idx)?\\b");

    private final CommandTables tables;

    public CommandBusSchema(CommandTables tables) {
        this.tables = tables;
    }

    /**
     * Creates what is missing, in the caller's transaction or in one of its own; several starters may do so at once.
     *
     * @throws SQLException when the role may not create tables; {@link #ddl()} is what somebody else has to run then
     */
    public void create(Connection connection) throws SQLException {
        LocalWork.inTransaction(connection, () -> {
            Jdbc.first(connection, LOCK, row -> true);
            try (Statement statement = connection.createStatement()) {
                statement.execute(ddl());
            }
            return null;
        });
    }

    /** The migrations as SQL text, with the names of the tables in use. */
    public String ddl() {
        StringBuilder ddl = new StringBuilder();
        for (String schema : new TreeSet<>(
                List.of(schemaOf(tables.command()), schemaOf(tables.audit()), schemaOf(tables.batch())))) {
            if (!schema.isEmpty()) {
                ddl.append("CREATE SCHEMA IF NOT EXISTS \"").append(schema).append("\";\n");
            }
        }
        for (String file : FILES) {
            Matcher name = NAME.matcher(resource(file));
            ddl.append(name.replaceAll(match -> Matcher.quoteReplacement(actual(match.group(1), match.group(2)))));
        }
        return ddl.toString();
    }

    private String actual(String kind, String indexSuffix) {
        String table = Map.of("command", tables.command(), "audit", tables.audit(), "batch", tables.batch())
                .get(kind);
        if (indexSuffix == null) {
            return CommandTables.quoted(table);
        }
        String bare = table.substring(table.indexOf('.') + 1);
        // PostgreSQL cuts at 63 characters, which would cut off what tells the indexes apart.
        return CommandTables.quoted(
                bare.substring(0, Math.min(bare.length(), 63 - indexSuffix.length())) + indexSuffix);
    }

    private static String schemaOf(String table) {
        return table.substring(0, Math.max(0, table.indexOf('.')));
    }

    private static String resource(String file) {
        String path = MIGRATIONS + "/" + file;
        try (InputStream in = CommandBusSchema.class.getClassLoader().getResourceAsStream(path)) {
            if (in == null) {
                throw new CommandBusException("Resource " + path + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read resource " + path, e);
        }
    }

    /**
     * Checks that every table, column and the unique key on domain and command_id are there.
     *
     * @throws CommandBusException naming all that is missing and the cure
     */
    public void validate(Connection connection) throws SQLException {
        List<String> missing = new ArrayList<>();
        boolean commands = check(connection, "table", tables.command(), COMMAND_COLUMNS, missing);
        check(connection, "table", tables.audit(), AUDIT_COLUMNS, missing);
        check(connection, "table", tables.batch(), BATCH_COLUMNS, missing);
        if (commands && Jdbc.first(connection, UNIQUE, row -> true, tables.commandSql()) == null) {
            missing.add("unique key (domain, command_id) of table " + tables.command());
        }
        if (!missing.isEmpty()) {
            throw new CommandBusException("The command bus schema is incomplete, missing: " + String.join(", ", missing)
                    + ". Apply the migrations in classpath:" + MIGRATIONS
                    + ", set autoCreateSchema=true, or correct commandTable, auditTable and batchTable (or the role's"
                    + " search_path)");
        }
    }

    private static boolean check(
            Connection connection, String kind, String table, List<String> columns, List<String> missing)
            throws SQLException {
        String quoted = CommandTables.quoted(table);
        List<String> present = Jdbc.first(
                connection,
                COLUMNS,
                row -> row.getBoolean("present")
                        ? List.of((String[]) row.getArray("columns").getArray())
                        : null,
                quoted,
                quoted);
        if (present == null) {
            missing.add(kind + " " + table);
            return false;
        }
        boolean complete = true;
        for (String column : columns) {
            if (!present.contains(column)) {
                missing.add("column " + table + "." + column);
                complete = false;
            }
        }
        return complete;
    }
}
