/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.model.TroubleshootingItem;
import io.github.camelpgmq.component.commandbus.ops.BulkActions;
import io.github.camelpgmq.component.commandbus.ops.BulkRequest;
import io.github.camelpgmq.component.commandbus.ops.BulkResult;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.ops.CommandSearch;
import io.github.camelpgmq.component.commandbus.ops.TroubleshootingDesk;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The commands that wait for an operator, and what can be done with them. Calls join the transaction bound to the thread, if there is one.
 * Thread-safe.
 *
 * <p>Of two actions on one command exactly one wins. The other gets {@link InvalidCommandStateException}, or counts the command as skipped if
 * it is a bulk action; it has changed nothing, and its transaction goes on. Operator and reason go to the audit and may be null.
 *
 * <p>Every method throws {@link CommandBusException} when the database refuses or cannot be reached.
 */
public final class Troubleshooting {

    private final CommandBusComponent component;
    private final BusCalls calls;
    private final OperatorEffects effects;

    Troubleshooting(CommandBusComponent component, BusCalls calls, CommandsResolved batches) {
        this.component = component;
        this.calls = calls;
        this.effects = new OperatorEffects(component, batches);
    }

    /**
     * A page of the commands that wait, newest first, with their payloads: one order over all the filter's domains. A command that another
     * program has put into troubleshooting without an error type is not listed; {@link CommandBus#find} has it.
     *
     * @throws IllegalArgumentException if the filter names another status or more than {@value CommandFilter#MAX_LIMIT} rows
     */
    public Page<TroubleshootingItem> list(CommandFilter filter) {
        return calls.everywhere(
                connection -> new CommandSearch(component.tables()).troubleshooting(connection, filter));
    }

    /** How many commands wait; the filter's limit and place in the list are not used. */
    public long count(CommandFilter filter) {
        return calls.everywhere(
                connection -> new CommandSearch(component.tables()).countTroubleshooting(connection, filter));
    }

    /**
     * Sends a command again, with all its attempts. The reply queue that a quarantined message names becomes the command's if the component's
     * {@code replyQueues} allows it; otherwise it gets no reply.
     *
     * @param editedData JSON text of new data, or null for the data it had
     * @return the command as it is then
     * @throws InvalidCommandStateException if the command is not in troubleshooting (any more)
     * @throws CommandNotFoundException     if there is no such command
     * @throws MalformedCommandException    if the new data are not JSON, or a quarantined message is no command even so
     */
    public CommandMetadata retry(String domain, UUID commandId, String editedData, String operator, String reason) {
        return retryAs(domain, commandId, null, editedData, operator, reason);
    }

    /**
     * Like {@link #retry(String, UUID, String, String, String)}; a quarantined message that came without a command type gets one. Others
     * keep theirs.
     *
     * @param commandType null = none
     */
    public CommandMetadata retryAs(
            String domain, UUID commandId, String commandType, String editedData, String operator, String reason) {
        return act(domain, (c, desk) -> desk.retryAs(c, commandId, commandType, editedData, operator, reason));
    }

    /**
     * Ends a command as CANCELED, with a reply that has the reason.
     *
     * @return the command as it is then
     * @throws InvalidCommandStateException if the command is not in troubleshooting (any more)
     * @throws CommandNotFoundException     if there is no such command
     */
    public CommandMetadata cancel(String domain, UUID commandId, String operator, String reason) {
        return act(domain, (c, desk) -> desk.cancel(c, commandId, operator, reason));
    }

    /**
     * Ends a command as COMPLETED, with a reply.
     *
     * @param result JSON text of the reply's data, or null
     * @return the command as it is then
     * @throws InvalidCommandStateException if the command is not in troubleshooting (any more)
     * @throws CommandNotFoundException     if there is no such command
     * @throws MalformedCommandException    if the result is not JSON
     */
    public CommandMetadata complete(String domain, UUID commandId, String result, String operator, String reason) {
        return act(domain, (c, desk) -> desk.complete(c, commandId, result, operator, reason));
    }

    /**
     * Sends all commands again that the request selects, each with the data it had, in one transaction per chunk.
     *
     * @throws IllegalArgumentException if the filter selects everything and the request does not say that this is meant
     */
    public BulkResult retry(BulkRequest request) {
        return bulk((connection, bulk) -> bulk.retry(connection, request));
    }

    /**
     * Ends all commands as CANCELED that the request selects, in one transaction per chunk.
     *
     * @throws IllegalArgumentException if the filter selects everything and the request does not say that this is meant
     */
    public BulkResult cancel(BulkRequest request) {
        return bulk((connection, bulk) -> bulk.cancel(connection, request));
    }

    /**
     * Ends all commands as COMPLETED that the request selects, in one transaction per chunk.
     *
     * @param result JSON text of every reply's data, or null
     * @throws IllegalArgumentException if the filter selects everything and the request does not say that this is meant
     */
    public BulkResult complete(BulkRequest request, String result) {
        return bulk((connection, bulk) -> bulk.complete(connection, request, result));
    }

    private CommandMetadata act(String domain, Action action) {
        CommandMetadata command = calls.on(domain, (connection, store) -> action.on(connection, desk(store)));
        effects.of(domain, command);
        return command;
    }

    private BulkResult bulk(BulkAction action) {
        OperatorEffects.Several done = effects.several();
        BulkActions bulk = new BulkActions(domain -> desk(component.store(domain)), done::add);
        try {
            return calls.everywhere(connection -> action.on(connection, bulk));
        } finally {
            done.end();
        }
    }

    private TroubleshootingDesk desk(CommandStore store) {
        return new TroubleshootingDesk(
                store,
                component.writesLegacyReplies(),
                queue -> component.allowedReplyQueues().refusal(queue) == null);
    }

    @FunctionalInterface
    private interface Action {
        CommandMetadata on(Connection connection, TroubleshootingDesk desk) throws SQLException;
    }

    @FunctionalInterface
    private interface BulkAction {
        BulkResult on(Connection connection, BulkActions bulk) throws SQLException;
    }
}
