/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.ops.CommandQueries;
import io.github.camelpgmq.component.commandbus.ops.CommandSearch;
import io.github.camelpgmq.component.commandbus.ops.Domains;
import io.github.camelpgmq.component.commandbus.ops.QueueMetrics;
import io.github.camelpgmq.component.commandbus.store.DomainName;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelContext;

/**
 * Queries and operator actions for code that is not a route. Calls join the transaction bound to the thread, if there is
 * one. Thread-safe.
 *
 * <p>Every method throws {@link CommandBusException} when the database refuses or cannot be reached.
 */
public final class CommandBus {

    private final CommandBusComponent component;
    private final BusCalls calls;
    private final Troubleshooting troubleshooting;

    CommandBus(CommandBusComponent component) {
        this.component = component;
        calls = new BusCalls(component);
        // Batches are told here when operators have resolved commands of theirs.
        troubleshooting = new Troubleshooting(component, calls, (domain, batchIds) -> {});
    }

    /** The command bus of the context's component {@code commandbus}. */
    public static CommandBus of(CamelContext context) {
        return context.getComponent("commandbus", CommandBusComponent.class).getCommandBus();
    }

    /** A command's state, if there is such a command. */
    public Optional<CommandMetadata> get(String domain, UUID commandId) {
        return calls.on(domain, (c, store) -> new CommandQueries(store).get(c, commandId));
    }

    /**
     * A page of commands by filter, newest first: one order over all the filter's domains.
     *
     * @throws IllegalArgumentException if the filter asks for more than {@value CommandFilter#MAX_LIMIT} rows
     */
    public Page<CommandMetadata> find(CommandFilter filter) {
        return calls.everywhere(connection -> new CommandSearch(component.tables()).find(connection, filter));
    }

    /** How many commands there are in each status. */
    public Map<CommandStatus, Long> countByStatus(String domain) {
        return calls.on(domain, (c, store) -> new CommandQueries(store).countByStatus(c));
    }

    /** What happened to a command, oldest first. */
    public List<AuditEntry> auditTrail(String domain, UUID commandId) {
        return calls.on(domain, (c, store) -> new CommandQueries(store).auditTrail(c, commandId));
    }

    /**
     * A part of what happened to a command, oldest first.
     *
     * @param after {@code next} of the part before; null = from the beginning
     * @param limit most rows, 1 to {@value CommandFilter#MAX_LIMIT}
     * @throws IllegalArgumentException if limit or after is not usable
     */
    public Page<AuditEntry> auditTrail(String domain, UUID commandId, String after, int limit) {
        return calls.on(domain, (c, store) -> new CommandQueries(store).auditTrail(c, commandId, after, limit));
    }

    /** Length and age of the domain's command queue; it counts rows, so ask seldom. */
    public QueueMetrics queueMetrics(String domain) {
        return calls.on(domain, (c, store) -> new CommandQueries(store).queueMetrics(c));
    }

    /** The domains that have a command queue, by name. */
    public List<String> domains() {
        return calls.everywhere(connection ->
                Domains.list(connection).stream().map(DomainName::name).toList());
    }

    /** The commands that wait for an operator. */
    public Troubleshooting troubleshooting() {
        return troubleshooting;
    }
}
