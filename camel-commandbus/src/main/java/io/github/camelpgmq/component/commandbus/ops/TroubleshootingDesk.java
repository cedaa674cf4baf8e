/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.ops;

import io.github.camelpgmq.component.commandbus.CommandBusException;
import io.github.camelpgmq.component.commandbus.CommandNotFoundException;
import io.github.camelpgmq.component.commandbus.InvalidCommandStateException;
import io.github.camelpgmq.component.commandbus.MalformedCommandException;
import io.github.camelpgmq.component.commandbus.model.AuditEvent;
import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.store.CommandRows;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Jdbc;
import io.github.camelpgmq.component.pgmq.client.LocalWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

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
    private final DeskSql sql;

    public TroubleshootingDesk(CommandStore store) {
        this(store, false);
    }

    /** @param legacyReplies replies also carry {@code result}, the older readers' name for {@code data} */
    public TroubleshootingDesk(CommandStore store, boolean legacyReplies) {
        this.domain = store.domain().name();
        this.legacyReplies = legacyReplies;
        this.sql = new DeskSql(store);
    }

    /**
     * Commands that wait for an operator, newest first, with their payload.
     *
     * @param commandType null = any
     * @param offset      rows to skip
     * @param limit       most rows to return, 1 to {@value CommandFilter#MAX_LIMIT}
     */
    public List<TroubleshootingItem> list(Connection connection, String commandType, int offset, int limit)
            throws SQLException {
        Paging.check(offset, limit);
        return Jdbc.list(
                connection,
                sql.list,
                row -> new TroubleshootingItem(
                        CommandRows.read(row),
                        row.getString("data"),
                        row.getString("message"),
                        Jdbc.instant(row, "archived_at")),
                domain,
                commandType,
                commandType,
                limit,
                offset);
    }

    /** How many commands wait for an operator; {@code commandType} null = any. */
    public long count(Connection connection, String commandType) throws SQLException {
        return Jdbc.first(connection, sql.count, row -> row.getLong("n"), domain, commandType, commandType);
    }

    /**
     * Sends a command again: the same message with its headers, PENDING, no attempt used.
     *
     * @param editedDataJson other data as JSON text; null keeps the data. The data before goes to the audit
     * @return the new message id
     * @throws CommandNotFoundException     when the command is not known
     * @throws InvalidCommandStateException when it does not wait for an operator
     * @throws MalformedCommandException    when the edited data are not JSON, or a quarantined message is no command even so
     * @throws CommandBusException          when the archived message is gone
     */
    public long retry(Connection connection, UUID commandId, String editedDataJson, String operator, String reason)
            throws SQLException {
        return LocalWork.inTransaction(connection, () -> {
            CommandMetadata command =
                    lock(connection, commandId, CommandStatus.PENDING, "retry").command();
            String archived = Jdbc.first(connection, sql.archived, row -> row.getString("message"), command.msgId());
            if (archived == null) {
                throw new CommandBusException("Cannot retry command " + commandId + " in domain " + domain
                        + ": its message " + command.msgId() + " is no longer in the archive; cancel or complete it");
            }
            return Jdbc.first(
                    connection,
                    sql.retry,
                    row -> row.getLong("msg_id"),
                    CommandMessage.restore(archived, command, editedDataJson),
                    editedDataJson != null,
                    command.msgId(),
                    domain,
                    commandId,
                    operator,
                    reason);
        });
    }

    /**
     * Gives a command up: CANCELED, and a CANCELED reply with the reason if a reply is wanted. The archived message stays.
     *
     * @throws CommandNotFoundException     when the command is not known
     * @throws InvalidCommandStateException when it does not wait for an operator
     */
    public void cancel(Connection connection, UUID commandId, String operator, String reason) throws SQLException {
        LocalWork.inTransaction(connection, () -> {
            Locked locked = lock(connection, commandId, CommandStatus.CANCELED, "cancel");
            Reply reply = Reply.canceled(locked.command(), reason, locked.at());
            return resolve(
                    connection,
                    locked.command(),
                    CommandStatus.CANCELED,
                    AuditEvent.OPERATOR_CANCEL,
                    reply,
                    operator,
                    reason);
        });
    }

    /**
     * Completes a command by hand: COMPLETED, and a SUCCESS reply with the result if a reply is wanted. The archived message stays.
     *
     * @param resultJson JSON text; null is the JSON null
     * @throws CommandNotFoundException     when the command is not known
     * @throws InvalidCommandStateException when it does not wait for an operator
     * @throws MalformedCommandException    when the result is not JSON
     */
    public void complete(Connection connection, UUID commandId, String resultJson, String operator, String reason)
            throws SQLException {
        LocalWork.inTransaction(connection, () -> {
            Locked locked = lock(connection, commandId, CommandStatus.COMPLETED, "complete");
            Reply reply = Reply.success(locked.command(), resultJson, locked.at());
            return resolve(
                    connection,
                    locked.command(),
                    CommandStatus.COMPLETED,
                    AuditEvent.OPERATOR_COMPLETE,
                    reply,
                    operator,
                    reason);
        });
    }

    private Boolean resolve(
            Connection connection,
            CommandMetadata command,
            CommandStatus status,
            AuditEvent event,
            Reply reply,
            String operator,
            String reason)
            throws SQLException {
        return Jdbc.first(
                connection,
                sql.resolve,
                row -> true,
                status.name(),
                domain,
                command.commandId(),
                event.name(),
                operator,
                reason,
                command.replyQueue(),
                reply.toJson(legacyReplies));
    }

    private record Locked(CommandMetadata command, Instant at) {}

    private Locked lock(Connection connection, UUID commandId, CommandStatus target, String action)
            throws SQLException {
        Locked locked = Jdbc.first(
                connection,
                sql.lock,
                row -> new Locked(CommandRows.read(row), Jdbc.instant(row, "at")),
                domain,
                commandId);
        if (locked == null) {
            throw new CommandNotFoundException(domain, commandId);
        }
        CommandStatus status = locked.command().status();
        if (status != CommandStatus.IN_TROUBLESHOOTING_QUEUE || !status.mayBecome(target)) {
            throw new InvalidCommandStateException(domain, commandId, status, action);
        }
        return locked;
    }
}
