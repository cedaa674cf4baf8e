/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.store.CommandBusSchema;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.apache.camel.builder.RouteBuilder;
import org.awaitility.Awaitility;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The migrations in the hands of the real Flyway. */
class FlywayIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final String HISTORY = "command_bus_history";

    private final TestSql sql = new TestSql(PGMQ.dataSource());

    @Test
    void theComponentWorksOnMigratedTables() throws Exception {
        Flyway flyway = flyway("migrated").load();
        assertThat(flyway.migrate().migrationsExecuted).isOne();
        flyway.validate();
        assertThat(flyway.migrate().migrationsExecuted).isZero();

        try (CommandBusNode node = new CommandBusNode(PGMQ.dataSource())) {
            CommandBusComponent component = node.camel().getComponent("commandbus", CommandBusComponent.class);
            component.setAutoCreateSchema(false);
            component.setCommandTable("migrated.command_bus_command");
            component.setAuditTable("migrated.command_bus_audit");
            component.setBatchTable("migrated.command_bus_batch");
            node.camel().addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("commandbus:migrated/Debit").log("${body}");
                }
            });
            UUID id = UUID.randomUUID();
            node.template()
                    .sendBodyAndHeader(
                            "commandbus:migrated/Debit", "{}", CommandBusConstants.COMMAND_ID, id.toString());
            Awaitility.await()
                    .until(() -> node.bus().get("migrated", id).orElseThrow().status() == CommandStatus.COMPLETED);
        }
        assertThat(sql.count("migrated.command_bus_audit")).isEqualTo(3);
    }

    /** Whether the baseline counts the first migration as done or not. */
    @ParameterizedTest
    @CsvSource({"1, 0, one", "0, 1, zero"})
    void flywayTakesOverWhatTheComponentHasCreated(String baseline, int executed, String schema) throws SQLException {
        create(schema);
        String before = shape(schema);
        Flyway flyway =
                flyway(schema).baselineOnMigrate(true).baselineVersion(baseline).load();
        assertThat(flyway.migrate().migrationsExecuted).isEqualTo(executed);
        assertThat(flyway.info().current().getVersion()).hasToString("1");
        assertThat(shape(schema)).isEqualTo(before);
    }

    @Test
    void bothWaysLeadToTheSameTables() throws SQLException {
        create("by_component");
        flyway("by_flyway").load().migrate();
        assertThat(shape("by_flyway"))
                .contains("command_bus_command_pkey", "fillfactor")
                .isEqualTo(shape("by_component").replace("by_component", "by_flyway"));
    }

    private static FluentConfiguration flyway(String schema) {
        return Flyway.configure()
                .dataSource(PGMQ.dataSource())
                .locations("classpath:" + CommandBusSchema.MIGRATIONS)
                .defaultSchema(schema)
                .table(HISTORY);
    }

    private static void create(String schema) throws SQLException {
        try (Connection connection = PGMQ.dataSource().getConnection()) {
            new CommandBusSchema(new CommandTables(
                            schema + ".command_bus_command",
                            schema + ".command_bus_audit",
                            schema + ".command_bus_batch"))
                    .create(connection);
        }
    }

    /** Columns, indexes and storage options of the schema's tables. */
    private String shape(String schema) {
        return sql.value(
                """
                SELECT string_agg(line, E'\n' ORDER BY line) FROM (
                  SELECT concat_ws(' ', c.relname, c.reloptions::text, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                    a.attidentity, pg_get_expr(d.adbin, d.adrelid)) AS line
                  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
                  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
                  WHERE c.relnamespace = '$schema'::regnamespace AND c.relkind = 'r' AND c.relname <> '$history'
                  UNION ALL
                  SELECT indexdef FROM pg_indexes WHERE schemaname = '$schema' AND tablename <> '$history') AS s"""
                        .replace("$schema", schema)
                        .replace("$history", HISTORY));
    }
}
