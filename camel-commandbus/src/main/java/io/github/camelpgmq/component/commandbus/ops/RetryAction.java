/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.RestoredMessage;
import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Sends commands again: the same messages with their headers, taken out of the archive; PENDING, no attempt used.
 *
 * @param replyAllowed   whether a reply may go to the queue that a message without metadata names
 * @param commandType    for a message that came without a type; null = none
 * @param editedDataJson other data as JSON text; null keeps the data
 */
record RetryAction(
        DeskSql sql, Predicate<String> replyAllowed, String commandType, String editedDataJson, OperatorNote note)
        implements OperatorAction {

    @Override
    public String verb() {
        return "retry";
    }

    @Override
    public CommandStatus target() {
        return CommandStatus.PENDING;
    }

    @Override
    public PlannedAction plan(Connection connection, List<LockedCommand> commands) throws SQLException {
        Map<Long, String> archived = archived(connection, commands);
        PlannedAction plan = new PlannedAction();
        for (LockedCommand locked : commands) {
            CommandMetadata command = locked.command();
            String body = archived.get(command.msgId());
            if (body == null) {
                plan.refused.put(command, gone(command));
                continue;
            }
            try {
                RestoredMessage restored = RestoredMessage.of(body, typed(command), replyAllowed, editedDataJson);
                plan.steps.add(new PlannedAction.Step(restored.command(), restored.json()));
            } catch (MalformedCommandException e) {
                plan.refused.put(command, e);
            }
        }
        return plan;
    }

    private CommandMetadata typed(CommandMetadata command) {
        return command.commandType().isEmpty() && commandType != null ? command.withCommandType(commandType) : command;
    }

    private Map<Long, String> archived(Connection connection, List<LockedCommand> commands) throws SQLException {
        Map<Long, String> bodies = new HashMap<>();
        Jdbc.list(
                connection,
                sql.archived,
                row -> bodies.put(row.getLong("msg_id"), row.getString("message")),
                Jdbc.array(
                        connection, "int8", commands, locked -> locked.command().msgId()));
        return bodies;
    }

    static CommandBusException gone(CommandMetadata command) {
        return new CommandBusException("Cannot retry command " + command.commandId() + " in domain " + command.domain()
                + ": its message " + command.msgId() + " is no longer in the archive; cancel or complete it");
    }

    @Override
    public List<CommandMetadata> perform(Connection connection, List<PlannedAction.Step> steps) throws SQLException {
        return Jdbc.list(
                connection,
                sql.retry,
                CommandRows::read,
                Jdbc.array(connection, "uuid", steps, step -> step.command().commandId()),
                Jdbc.array(connection, "int8", steps, step -> step.command().msgId()),
                Jdbc.array(connection, "text", steps, PlannedAction.Step::json),
                Jdbc.array(connection, "text", steps, step -> step.command().commandType()),
                Jdbc.array(connection, "text", steps, step -> step.command().replyQueue()),
                Jdbc.array(connection, "uuid", steps, step -> step.command().correlationId()),
                note.operator(),
                note.reason(),
                editedDataJson != null);
    }
}
