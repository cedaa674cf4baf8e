/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.LocalWork;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Creates and checks the tables of the command bus. Thread-safe. */
public final class CommandBusSchema {

    /** Class path folder of the migrations, for Flyway and for people. */
    public static final String MIGRATIONS = "io/github/camelpgmq/commandbus/migration";

    /** Class path name of the script that grants a role the least rights it needs. */
    public static final String GRANTS = "classpath:io/github/camelpgmq/commandbus/grants.sql";

    /** Not allowed, and no schema to create in. */
    private static final Set<String> MAY_NOT = Set.of("42501", "3F000");

    private static final List<String> FILES = List.of("V1__command_bus.sql");

    private static final String LOCK =
            "SELECT pg_advisory_xact_lock(hashtextextended('camel-pgmq command bus schema', 0)) IS NULL";

    private static final Pattern NAME = Pattern.compile("\\bcommand_bus_(command|audit|batch)(_[a-z]+_idx)?\\b");

    private final CommandTables tables;

    /** For tables of these names. */
    public CommandBusSchema(CommandTables tables) {
        this.tables = tables;
    }

    /**
     * Creates what is missing, in the caller's transaction or in one of its own; several starters may do so at once. Where the tables are
     * complete it does nothing and takes no right.
     *
     * @throws CommandBusException when the role may not create tables, with what somebody else has to run
     */
    public void create(Connection connection) throws SQLException {
        SchemaCheck check = new SchemaCheck(tables);
        if (check.problems(connection).isEmpty()) {
            return;
        }
        String role = Jdbc.first(connection, "SELECT quote_ident(current_user) AS role", row -> row.getString("role"));
        try {
            LocalWork.inTransaction(connection, () -> {
                Jdbc.first(connection, LOCK, row -> true);
                try (Statement statement = connection.createStatement()) {
                    for (String schema : schemas()) {
                        if (SchemaCheck.lacksSchema(connection, schema)) {
                            statement.execute("CREATE SCHEMA \"" + schema + '"');
                        }
                    }
                    if (!check.problems(connection).isEmpty()) {
                        statement.execute(tablesDdl());
                    }
                }
                return null;
            });
        } catch (SQLException e) {
            if (MAY_NOT.contains(String.valueOf(e.getSQLState()))) {
                throw mayNotCreate(role, e);
            }
            throw e;
        }
    }

    private CommandBusException mayNotCreate(String role, SQLException e) {
        String grants = schemas().isEmpty()
                ? "GRANT USAGE, CREATE ON SCHEMA public TO " + role
                        + " (or on another schema of the role's search_path)"
                : schemas().stream()
                        .map(schema -> "CREATE SCHEMA IF NOT EXISTS \"" + schema
                                + "\"; GRANT USAGE, CREATE ON SCHEMA \"" + schema + "\" TO " + role)
                        .collect(Collectors.joining("; "));
        return new CommandBusException(
                "Role " + role + " may not create the command bus tables " + tables.command() + ", " + tables.audit()
                        + " and " + tables.batch() + ", as autoCreateSchema=true asks for: " + e.getMessage()
                        + " (SQLState " + e.getSQLState()
                        + "). Let a role that may create tables apply the migrations in classpath:"
                        + MIGRATIONS + " and then " + GRANTS + "; or let this role create them: run " + grants,
                e);
    }

    /** The migrations as SQL text, with the names of the tables in use. */
    public String ddl() {
        return schemas().stream()
                        .map(schema -> "CREATE SCHEMA IF NOT EXISTS \"" + schema + "\";\n")
                        .collect(Collectors.joining())
                + tablesDdl();
    }

    private String tablesDdl() {
        StringBuilder ddl = new StringBuilder();
        for (String file : FILES) {
            Matcher name = NAME.matcher(resource(file));
            ddl.append(name.replaceAll(match -> Matcher.quoteReplacement(actual(match.group(1), match.group(2)))));
        }
        return ddl.toString();
    }

    private Set<String> schemas() {
        Set<String> schemas =
                new TreeSet<>(List.of(schemaOf(tables.command()), schemaOf(tables.audit()), schemaOf(tables.batch())));
        schemas.remove("");
        return schemas;
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
     * Checks that every table and column is there and of a type that the statements can use, that domain and command_id are a unique key and
     * that the audit numbers itself.
     *
     * @throws CommandBusException naming all that is missing and the cure
     */
    public void validate(Connection connection) throws SQLException {
        List<String> missing = new SchemaCheck(tables).problems(connection);
        if (!missing.isEmpty()) {
            throw new CommandBusException("The command bus schema is incomplete, missing: " + String.join(", ", missing)
                    + ". Apply the migrations in classpath:" + MIGRATIONS
                    + ", set autoCreateSchema=true, or correct commandTable, auditTable and batchTable (or the role's"
                    + " search_path); what exists with another shape has to be altered by hand");
        }
    }
}
