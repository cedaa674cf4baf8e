/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CommandBusSchemaIT extends StoreIT {

    @Test
    void createIsIdempotentAndValid() throws SQLException {
        CommandBusSchema schema = new CommandBusSchema(CommandTables.DEFAULT);
        schema.create(connection);
        schema.create(connection);
        schema.validate(connection);
        assertThat(connection.getAutoCommit()).isTrue();
    }

    @Test
    void startersMayRace() throws Exception {
        for (int round = 0; round < 10; round++) {
            CommandBusSchema schema =
                    new CommandBusSchema(new CommandTables("s" + round + ".c", "s" + round + ".a", "s" + round + ".b"));
            assertThat(race(true, own -> {
                        schema.create(own);
                        return "created";
                    }))
                    .containsExactly("created", "created");
            schema.validate(connection);
        }
    }

    @Test
    void validationNamesEverythingThatIsMissing() throws SQLException {
        CommandTables tables = new CommandTables("v_command", "v_audit", "v_batch");
        CommandBusSchema schema = new CommandBusSchema(tables);
        assertThatThrownBy(() -> schema.validate(connection))
                .isInstanceOf(CommandBusException.class)
                .hasMessageContainingAll("table v_command", "table v_audit", "table v_batch", "autoCreateSchema");
        schema.create(connection);
        execute("ALTER TABLE v_audit DROP COLUMN details_json");
        execute("ALTER TABLE v_command DROP CONSTRAINT v_command_pkey");
        assertThatThrownBy(() -> schema.validate(connection))
                .hasMessageContainingAll("column v_audit.details_json", "unique key (domain, command_id)")
                .hasMessageNotContaining("table v_batch");
    }

    @Test
    void storeWorksOnTablesOfOtherNames() throws SQLException {
        CommandTables tables = new CommandTables("Bus2.Command", "bus2.audit", "bus2.batch");
        new CommandBusSchema(tables).create(connection);
        CommandStore other = new CommandStore(domain, tables);
        UUID id = UUID.randomUUID();
        other.sending().send(connection, command(id));
        List<FetchedCommand> fetched = other.claims().claim(connection, 10, LEASE);
        assertThat(other.outcomes().complete(connection, List.of(completion(fetched.get(0), null))))
                .hasSize(1);
        assertThat(new io.github.camelpgmq.component.commandbus.ops.CommandQueries(other)
                        .get(connection, id)
                        .orElseThrow()
                        .status())
                .isEqualTo(CommandStatus.COMPLETED);
    }
}
