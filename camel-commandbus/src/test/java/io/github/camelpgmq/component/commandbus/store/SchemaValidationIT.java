/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.ops.CommandQueries;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What validation refuses breaks a statement; what it accepts does not. */
class SchemaValidationIT extends StoreIT {

    private static final AtomicInteger NEXT_SCHEMA = new AtomicInteger();

    private String schema;
    private CommandTables tables;

    @BeforeEach
    void createOwnTables() throws SQLException {
        schema = "own" + NEXT_SCHEMA.incrementAndGet();
        tables = new CommandTables(schema + ".command", schema + ".audit", schema + ".batch");
        new CommandBusSchema(tables).create(connection);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "command | ALTER command_id TYPE text          | command_id of type uuid (it is text)",
                "command | ALTER status TYPE char(30)          | status of type text (it is character)",
                "command | ALTER msg_id TYPE integer           | msg_id of type bigint (it is integer)",
                "command | ALTER attempts TYPE text            | attempts of type integer (it is text)",
                "command | ALTER updated_at TYPE timestamp     | updated_at of type timestamptz (it is timestamp without time zone)",
                "audit   | ALTER details_json TYPE text        | details_json of type jsonb (it is text)",
                "audit   | ALTER details_json TYPE json        | details_json of type jsonb (it is json)",
                "audit   | ALTER audit_id DROP IDENTITY        | audit_id with a default (an identity or a sequence)",
                "batch   | ALTER custom_data TYPE text         | custom_data of type jsonb (it is text)",
                "command | ALTER lease_expires_at SET NOT NULL | lease_expires_at without NOT NULL",
                "command | ALTER last_error_type SET NOT NULL  | last_error_type with a default or without NOT NULL",
                "command | ADD tenant text NOT NULL            | tenant with a default or without NOT NULL",
                "command | DROP max_attempts                   | column",
            })
    void namesWhatBreaksAStatement(String table, String change, String named) throws SQLException {
        execute("ALTER TABLE " + schema + "." + table + " " + change.replace("ALTER ", "ALTER COLUMN "));
        assertThatThrownBy(() -> new CommandBusSchema(tables).validate(connection))
                .isInstanceOf(CommandBusException.class)
                .hasMessageContainingAll(
                        "column " + schema + "." + table + ".", named, "classpath:" + CommandBusSchema.MIGRATIONS);
    }

    @Test
    void namesEverythingAtOnce() throws SQLException {
        execute("ALTER TABLE " + schema + ".command ALTER COLUMN msg_id TYPE integer, DROP COLUMN batch_id");
        execute("DROP TABLE " + schema + ".audit");
        assertThatThrownBy(() -> new CommandBusSchema(tables).validate(connection))
                .hasMessageContainingAll("command.msg_id of type", "command.batch_id", "table " + schema + ".audit");
    }

    @Test
    void aDeferrableKeyIsNone() throws SQLException {
        replaceKey("ALTER TABLE $ ADD UNIQUE (command_id, domain) DEFERRABLE");
        assertThatThrownBy(() -> new CommandBusSchema(tables).validate(connection))
                .hasMessageContaining("unique key");
    }

    @Test
    void theOrderOfTheKeyAndWhatItIncludesDoNotMatter() throws SQLException {
        replaceKey("CREATE UNIQUE INDEX ON $ (command_id, domain) INCLUDE (msg_id)");
        new CommandBusSchema(tables).validate(connection);
        store = new CommandStore(domain, tables);
        sent();
    }

    @Test
    void aPartialKeyIsNone() throws SQLException {
        replaceKey("CREATE UNIQUE INDEX ON $ (domain, command_id) WHERE status <> 'CANCELED'");
        assertThatThrownBy(() -> new CommandBusSchema(tables).validate(connection))
                .hasMessageContaining("unique key");
    }

    private void replaceKey(String by) throws SQLException {
        execute("ALTER TABLE " + schema + ".command DROP CONSTRAINT command_pkey");
        execute(by.replace("$", schema + ".command"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "attempts TYPE bigint, ALTER max_attempts TYPE bigint",
                "attempts TYPE smallint, ALTER max_attempts TYPE smallint",
                "status TYPE varchar(50), ALTER command_type TYPE varchar(255), ALTER domain TYPE varchar(255)",
                "last_error_type SET DEFAULT '', ALTER last_error_type SET NOT NULL, ALTER reply_queue SET NOT NULL",
                "reply_queue TYPE varchar(100), ALTER last_error_msg TYPE varchar(8000), ALTER queue_name TYPE varchar"
            })
    void whatItAcceptsWorks(String change) throws SQLException {
        execute("ALTER TABLE " + schema + ".command ALTER " + change);
        new CommandBusSchema(tables).validate(connection);
        CommandStore own = new CommandStore(domain, tables);
        for (int i = 0; i < 3; i++) {
            own.sending().send(connection, command(UUID.randomUUID()));
        }
        List<FetchedCommand> claimed = own.claims().claim(connection, 10, LEASE);
        CommandError error = new CommandError("TRANSIENT", "GATEWAY", null);
        assertThat(own.outcomes().retryLater(connection, claimed.get(0), error, LEASE))
                .isTrue();
        assertThat(own.outcomes().toTroubleshooting(connection, claimed.get(1), error, true))
                .isTrue();
        ClaimResult result = own.claims().claim(connection, List.of(completion(claimed.get(2), null)), 10, LEASE);
        assertThat(result.completedMsgIds()).hasSize(1);
        assertThat(new CommandQueries(own).countByStatus(connection))
                .containsEntry(CommandStatus.COMPLETED, 1L)
                .containsEntry(CommandStatus.PENDING, 1L)
                .containsEntry(CommandStatus.IN_TROUBLESHOOTING_QUEUE, 1L);
    }
}
