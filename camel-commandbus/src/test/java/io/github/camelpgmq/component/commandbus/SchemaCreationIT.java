/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.model.BatchStatus;
import io.github.camelpgmq.component.commandbus.store.CommandBusSchema;
import io.github.camelpgmq.component.commandbus.store.CommandTables;
import io.github.camelpgmq.component.commandbus.support.CommandBusNode;
import io.github.camelpgmq.embedded.junit5.PgmqExtension;
import io.github.camelpgmq.support.AtOnce;
import io.github.camelpgmq.support.TestRole;
import io.github.camelpgmq.support.TestSql;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** autoCreateSchema=true: several starters at once, and roles that may not create. */
class SchemaCreationIT {

    @RegisterExtension
    static final PgmqExtension PGMQ = new PgmqExtension();

    private static final int STARTERS = 8;

    private final TestSql sql = new TestSql(PGMQ.dataSource());

    @Test
    void manyStartersCreateOnceAndNoneFails() throws Exception {
        for (int round = 0; round < 5; round++) {
            CommandTables tables = tables("round" + round);
            assertThat(AtOnce.run(STARTERS, number -> {
                        create(PGMQ.dataSource(), tables);
                        return "created";
                    }))
                    .hasSize(STARTERS)
                    .containsOnly("created");
        }
    }

    @Test
    void contextsThatStartTogetherCanBothSend() throws Exception {
        assertThat(AtOnce.run(2, number -> {
                    try (CommandBusNode node = new CommandBusNode(PGMQ.dataSource())) {
                        use(node, "together");
                        node.template().sendBody("commandbus:together/Debit", "{}");
                        return "sent";
                    }
                }))
                .containsExactly("sent", "sent");
        assertThat(sql.count("together.command")).isEqualTo(2);
    }

    @Test
    void javaApiCreatesThemToo() throws Exception {
        try (CommandBusNode node = new CommandBusNode(PGMQ.dataSource())) {
            use(node, "early");
            CommandBus bus = CommandBus.of(node.camel());
            assertThat(bus.batches().create(BatchRequest.of("early", "b")).status())
                    .isEqualTo(BatchStatus.PENDING);
            assertThat(bus.countByStatus("early")).isNotEmpty();
        }
    }

    @Test
    void roleThatMayNotCreateIsToldWhatToRun() throws Exception {
        try (TestRole role = new TestRole(PGMQ.database())) {
            CommandTables tables = tables("closed");
            String cure = cureOf(role, tables);
            assertThat(cure).contains("CREATE SCHEMA", "GRANT USAGE, CREATE ON SCHEMA");
            sql.run(cure);
            create(role.dataSource(), tables);

            // Where everything is there already, the option asks for nothing.
            CommandTables others = tables("others");
            create(PGMQ.dataSource(), others);
            create(role.dataSource(), others);
        }
    }

    @Test
    void namesTheSearchPathWhereNoSchemaIsNamed() throws Exception {
        try (TestRole role = new TestRole(PGMQ.database())) {
            assertThatThrownBy(() -> create(role.dataSource(), CommandTables.DEFAULT))
                    .isInstanceOf(CommandBusException.class)
                    .hasMessageContainingAll(
                            "Role " + role.name() + " may not create",
                            "autoCreateSchema=true",
                            "42501",
                            "GRANT USAGE, CREATE ON SCHEMA public TO " + role.name(),
                            "search_path",
                            "classpath:" + CommandBusSchema.MIGRATIONS);
        }
    }

    @Test
    void componentsWithDifferentTablesWorkSideBySide() throws Exception {
        try (CommandBusNode node = new CommandBusNode(PGMQ.dataSource())) {
            use(node, "left_side");
            CommandBusComponent right = CommandBusNode.component();
            right.setDataSource(node.pool());
            node.camel().addComponent("rightbus", right);
            name(right, "right_side");
            node.template().sendBody("commandbus:lefties/Debit", "{}");
            node.template().sendBody("rightbus:righties/Debit", "{}");
            node.template().sendBody("rightbus:righties/Debit", "{}");
        }
        assertThat(sql.count("left_side.command")).isOne();
        assertThat(sql.count("right_side.command")).isEqualTo(2);
        assertThat(sql.count("left_side.audit")).isOne();
        assertThat(sql.count("right_side.audit")).isEqualTo(2);
    }

    private static String cureOf(TestRole role, CommandTables tables) {
        try {
            create(role.dataSource(), tables);
        } catch (CommandBusException | SQLException e) {
            assertThat(e).isInstanceOf(CommandBusException.class).hasMessageContaining(role.name());
            return e.getMessage().substring(e.getMessage().lastIndexOf("run ") + 4);
        }
        throw new AssertionError("A role without rights has created " + tables);
    }

    private static void use(CommandBusNode node, String schema) {
        name(node.camel().getComponent("commandbus", CommandBusComponent.class), schema);
    }

    private static void name(CommandBusComponent component, String schema) {
        component.setCommandTable(schema + ".command");
        component.setAuditTable(schema + ".audit");
        component.setBatchTable(schema + ".batch");
    }

    private static CommandTables tables(String schema) {
        return new CommandTables(schema + ".command", schema + ".audit", schema + ".batch");
    }

    private static void create(DataSource database, CommandTables tables) throws SQLException {
        try (Connection connection = database.getConnection()) {
            CommandBusSchema schema = new CommandBusSchema(tables);
            schema.create(connection);
            schema.validate(connection);
        }
    }
}
