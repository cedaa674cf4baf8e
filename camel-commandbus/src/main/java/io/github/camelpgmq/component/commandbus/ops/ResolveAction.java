/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.AuditEvent;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Function;

/**
 * Gives commands their outcome by hand, and a reply to those that want one. The archived messages stay.
 *
 * @param reply of a command, as JSON text
 */
record ResolveAction(
        DeskSql sql,
        String verb,
        CommandStatus target,
        AuditEvent event,
        OperatorNote note,
        Function<LockedCommand, String> reply)
        implements OperatorAction {

    static OperatorAction cancel(DeskSql sql, boolean legacyReplies, OperatorNote note) {
        return new ResolveAction(
                sql, "cancel", CommandStatus.CANCELED, AuditEvent.OPERATOR_CANCEL, note, locked -> Reply.canceled(
                                locked.command(), note.reason(), locked.at())
                        .toJson(legacyReplies));
    }

    /** @throws MalformedCommandException when the result is not JSON */
    static OperatorAction complete(DeskSql sql, boolean legacyReplies, String resultJson, OperatorNote note) {
        return new ResolveAction(
                sql, "complete", CommandStatus.COMPLETED, AuditEvent.OPERATOR_COMPLETE, note, locked -> Reply.success(
                                locked.command(), resultJson, locked.at())
                        .toJson(legacyReplies));
    }

    @Override
    public PlannedAction plan(Connection connection, List<LockedCommand> commands) {
        PlannedAction plan = new PlannedAction();
        for (LockedCommand locked : commands) {
            plan.steps.add(new PlannedAction.Step(locked.command(), reply.apply(locked)));
        }
        return plan;
    }

    @Override
    public List<CommandMetadata> perform(Connection connection, List<PlannedAction.Step> steps) throws SQLException {
        return Jdbc.list(
                connection,
                sql.resolve,
                CommandRows::read,
                Jdbc.array(connection, "uuid", steps, step -> step.command().commandId()),
                Jdbc.array(connection, "text", steps, step -> step.command().replyQueue()),
                Jdbc.array(connection, "text", steps, PlannedAction.Step::json),
                target.name(),
                event.name(),
                note.operator(),
                note.reason());
    }
}
