/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.support;

import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Transition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** A trigger on the command table that writes down every change of a status, and refuses one that is not in {@link Transition#ALL}. */
public final class TransitionLog {

    private static final String INSTALL =
            """
            CREATE TABLE IF NOT EXISTS transition_log (
              nr bigint GENERATED ALWAYS AS IDENTITY, domain text, command_id uuid, from_status text, to_status text);
            CREATE OR REPLACE FUNCTION log_transition() RETURNS trigger LANGUAGE plpgsql AS $body$
            DECLARE
              before text := CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END;
            BEGIN
              IF NOT EXISTS (SELECT 1 FROM (VALUES %s) AS allowed(from_status, to_status)
                             WHERE from_status IS NOT DISTINCT FROM before AND to_status = NEW.status) THEN
                RAISE EXCEPTION 'Command %% must not go from %% to %%', NEW.command_id, before, NEW.status;
              END IF;
              INSERT INTO transition_log (domain, command_id, from_status, to_status)
              VALUES (NEW.domain, NEW.command_id, before, NEW.status);
              RETURN NULL;
            END $body$;
            CREATE OR REPLACE TRIGGER log_transition AFTER INSERT OR UPDATE OF status ON command_bus_command
            FOR EACH ROW EXECUTE FUNCTION log_transition();
            """;
    private static final String OF_COMMAND =
            """
            SELECT from_status, to_status FROM transition_log WHERE domain = ?::text AND command_id = ?::uuid ORDER BY nr""";

    private final DataSource database;

    public TransitionLog(DataSource database) {
        this.database = database;
    }

    /** @param database where the command table is */
    public static TransitionLog install(DataSource database) throws SQLException {
        String allowed = Transition.ALL.stream()
                .map(one -> "(%s, '%s')".formatted(one.from() == null ? "NULL" : "'" + one.from() + "'", one.to()))
                .distinct()
                .collect(Collectors.joining(", "));
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(INSTALL.formatted(allowed));
        }
        return new TransitionLog(database);
    }

    /** A change of a status; {@code from} is null when the row was inserted. */
    public record Change(CommandStatus from, CommandStatus to) {}

    /** What a command has gone through, in order. */
    public List<Change> of(String domain, UUID command) throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(OF_COMMAND)) {
            statement.setString(1, domain);
            statement.setObject(2, command);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String from = row.getString("from_status");
                    changes.add(new Change(
                            from == null ? null : CommandStatus.valueOf(from),
                            CommandStatus.valueOf(row.getString("to_status"))));
                }
            }
        }
        return changes;
    }
}
