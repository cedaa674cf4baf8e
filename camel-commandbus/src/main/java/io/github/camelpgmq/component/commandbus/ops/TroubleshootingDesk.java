/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.CommandNotFoundException;
import io.github.camelpgmq.component.commandbus.InvalidCommandStateException;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.pgmq.client.Jdbc;
import io.github.camelpgmq.component.pgmq.client.LocalWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What operators do with the commands of one domain that wait for them.
 *
 * <p>An action runs in the caller's transaction, or in one of its own when the connection is in autocommit. It locks the command's row first:
 * of two actions on one command exactly one wins, the other gets {@link InvalidCommandStateException}, which changes nothing and leaves the
 * transaction usable. Operator and reason may be null. Thread-safe.
 */
public final class TroubleshootingDesk {

    private final String domain;
    private final boolean legacyReplies;
    private final Predicate<String> replyAllowed;
    private final DeskSql sql;

    /** Over the domain of these statements, with replies in the standard format and none to quarantined messages that it releases. */
    public TroubleshootingDesk(CommandStore store) {
        this(store, false, queue -> false);
    }

    /**
     * @param legacyReplies replies also carry {@code result}, the older readers' name for {@code data}
     * @param replyAllowed  whether a reply may go to a queue; asked about those that quarantined messages name
     */
    public TroubleshootingDesk(CommandStore store, boolean legacyReplies, Predicate<String> replyAllowed) {
        this.domain = store.domain().name();
        this.legacyReplies = legacyReplies;
        this.replyAllowed = replyAllowed;
        this.sql = new DeskSql(store);
    }

    /**
     * Sends a command again: the same message with its headers, PENDING, no attempt used. A quarantined message's correlation and, if a reply
     * may go there, reply queue become the command's.
     *
     * @param editedDataJson other data as JSON text; null keeps the data. The data before goes to the audit
     * @return the command as it is then, with its new message id
     * @throws CommandNotFoundException     when the command is not known
     * @throws InvalidCommandStateException when it does not wait for an operator
     * @throws MalformedCommandException    when the edited data are not JSON, or a quarantined message is no command even so
     * @throws CommandBusException          when the archived message is gone
     */
    public CommandMetadata retry(
            Connection connection, UUID commandId, String editedDataJson, String operator, String reason)
            throws SQLException {
        return retryAs(connection, commandId, null, editedDataJson, operator, reason);
    }

    /**
     * The same; a message that came without a command type, and that no handler could get, gets {@code commandType}. Others keep theirs.
     *
     * @param commandType null = none
     */
    public CommandMetadata retryAs(
            Connection connection,
            UUID commandId,
            String commandType,
            String editedDataJson,
            String operator,
            String reason)
            throws SQLException {
        OperatorNote note = new OperatorNote(operator, reason);
        return act(connection, commandId, new RetryAction(sql, replyAllowed, commandType, editedDataJson, note));
    }

    /**
     * Gives a command up: CANCELED, and a CANCELED reply with the reason if a reply is wanted. The archived message stays.
     *
     * @return the command as it is then
     * @throws CommandNotFoundException     when the command is not known
     * @throws InvalidCommandStateException when it does not wait for an operator
     */
    public CommandMetadata cancel(Connection connection, UUID commandId, String operator, String reason)
            throws SQLException {
        return act(connection, commandId, cancelAction(new OperatorNote(operator, reason)));
    }

    /**
     * Completes a command by hand: COMPLETED, and a SUCCESS reply with the result if a reply is wanted. The archived message stays.
     *
     * @param resultJson JSON text; null is the JSON null
     * @return the command as it is then
     * @throws CommandNotFoundException     when the command is not known
     * @throws InvalidCommandStateException when it does not wait for an operator
     * @throws MalformedCommandException    when the result is not JSON
     */
    public CommandMetadata complete(
            Connection connection, UUID commandId, String resultJson, String operator, String reason)
            throws SQLException {
        return act(connection, commandId, completeAction(resultJson, new OperatorNote(operator, reason)));
    }

    OperatorAction retryAction(OperatorNote note) {
        return new RetryAction(sql, replyAllowed, null, null, note);
    }

    OperatorAction cancelAction(OperatorNote note) {
        return ResolveAction.cancel(sql, legacyReplies, note);
    }

    OperatorAction completeAction(String resultJson, OperatorNote note) {
        return ResolveAction.complete(sql, legacyReplies, resultJson, note);
    }

    private CommandMetadata act(Connection connection, UUID commandId, OperatorAction action) throws SQLException {
        return LocalWork.inTransaction(connection, () -> {
            LockedCommand locked = lock(connection, commandId, action);
            PlannedAction plan = action.plan(connection, List.of(locked));
            for (RuntimeException refusal : plan.refused.values()) {
                throw refusal;
            }
            List<CommandMetadata> done = action.perform(connection, plan.steps);
            if (done.isEmpty()) {
                throw RetryAction.gone(locked.command());
            }
            return done.get(0);
        });
    }

    private LockedCommand lock(Connection connection, UUID commandId, OperatorAction action) throws SQLException {
        LockedCommand locked = Jdbc.first(
                connection,
                sql.lock,
                row -> new LockedCommand(CommandRows.read(row), Jdbc.instant(row, "at")),
                commandId);
        if (locked == null) {
            throw new CommandNotFoundException(domain, commandId);
        }
        CommandStatus status = locked.command().status();
        if (status != CommandStatus.IN_TROUBLESHOOTING_QUEUE || !status.mayBecome(action.target())) {
            throw new InvalidCommandStateException(domain, commandId, status, action.verb());
        }
        return locked;
    }

    /** One chunk of a bulk action; see {@link BulkActions}. */
    BulkChunk chunk(
            Connection connection,
            CommandFilter filter,
            PageToken after,
            int limit,
            OperatorAction action,
            boolean dryRun)
            throws SQLException {
        return BulkChunk.run(connection, sql.chunk(filter, after, limit, !dryRun), domain, action, dryRun);
    }
}
