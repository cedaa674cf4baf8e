/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.AuditEntry;
import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.model.Pause;
import io.github.camelpgmq.component.commandbus.model.PurgeResult;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.commandbus.ops.CommandFilter;
import io.github.camelpgmq.component.commandbus.ops.CommandQueries;
import io.github.camelpgmq.component.commandbus.ops.CommandSearch;
import io.github.camelpgmq.component.commandbus.ops.Domains;
import io.github.camelpgmq.component.commandbus.ops.QueueMetrics;
import io.github.camelpgmq.component.commandbus.ops.Retention;
import io.github.camelpgmq.component.commandbus.store.DomainName;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;

/**
 * Sends, queries and operator actions for code that is not a route; also in the registry, as {@code commandBus}. Calls join the transaction bound to the thread, if there is
 * one. Thread-safe.
 *
 * <p>Every method throws {@link CommandBusException} when the database refuses or cannot be reached, and {@link IllegalArgumentException} when a
 * domain is not 1 to 37 of the characters a-z, 0-9 and _. Times are the database's.
 */
public final class CommandBus {

    private final CommandBusComponent component;
    private final BusCalls calls;
    private final Troubleshooting troubleshooting;
    private final Batches batches;
    private final Pauses pauses;
    private final Map<String, DomainSender> senders = new ConcurrentHashMap<>();

    CommandBus(CommandBusComponent component) {
        this.component = component;
        this.calls = new BusCalls(component);
        this.troubleshooting = new Troubleshooting(
                component, calls, (domain, batchIds) -> component.batchWatches().ended(domain, batchIds));
        this.batches = new Batches(this, calls, component);
        this.pauses = new Pauses(calls, component);
    }

    /** The command bus of the context's component {@code commandbus}. */
    public static CommandBus of(CamelContext context) {
        return context.getComponent("commandbus", CommandBusComponent.class).getCommandBus();
    }

    /**
     * Sends a command. The first one for a domain checks the domain's queue and tables on a connection of its own.
     *
     * @return what was sent, or the state of the command that had the id already when the component's {@code onDuplicate} is
     *     {@code ignore}
     * @throws DuplicateCommandException if a command has the id already; nothing was sent
     * @throws InvalidBatchStateException if the command names a batch that is unknown or closed; nothing was sent
     * @throws IllegalArgumentException saying what cannot be sent
     */
    public SentCommand send(CommandRequest request) {
        return sender(request.domain()).send(request);
    }

    /**
     * Sends the commands of one domain in chunks of {@code batchChunkSize}, each in one statement and, outside a transaction, with one
     * commit.
     *
     * @return what became of each command, in their order
     * @throws DuplicateCommandException naming the ids that exist already or came twice, unless {@code onDuplicate} is {@code ignore};
     *     like every exception it says what became of earlier chunks, its own chunk was not sent
     * @throws InvalidBatchStateException if a command names a batch that is unknown or closed
     * @throws IllegalArgumentException if a command cannot be sent, with its position
     */
    public List<SentCommand> sendBatch(Collection<CommandRequest> requests) {
        return requests.isEmpty()
                ? List.of()
                : sender(requests.iterator().next().domain()).sendBatch(requests);
    }

    /**
     * Sends a command and returns its reply to come; a reply that the command names is not used.
     *
     * @param timeout how long to wait; then the result fails with a {@link java.util.concurrent.TimeoutException}
     * @return completes with every outcome, FAILED and CANCELED too, on a thread of its own
     * @throws IllegalStateException inside a transaction, where the wait would never end
     */
    public CompletableFuture<Reply> request(CommandRequest request, Duration timeout) {
        return sender(request.domain()).request(request, timeout);
    }

    DomainSender sender(String domain) {
        DomainSender known = senders.get(domain);
        if (known != null) {
            return known;
        }
        DomainSender added = new DomainSender(component, domain);
        DomainSender other = senders.putIfAbsent(domain, added);
        return other == null ? added : other;
    }

    /** The component may come back with another database. */
    void stopped() {
        senders.clear();
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

    /** Batches of commands. */
    public Batches batches() {
        return batches;
    }

    /**
     * Pauses handling in every JVM, until {@link #resume}. What runs goes on; of a paused domain, what was fetched and not started is given back
     * with its attempt. Commands of a paused type wait and use no attempt, those of other types go on. Sending is not paused.
     *
     * @param commandType null = the whole domain
     * @param operator    for the audit, may be null
     * @param reason      for the audit, may be null
     * @return false if it was paused already; nothing was changed
     */
    public boolean pause(String domain, String commandType, String operator, String reason) {
        return pauses.pause(domain, commandType, operator, reason);
    }

    /**
     * Ends a pause. What has not been tried yet can be handled at once; what waits for another attempt may take a minute more. A type with a
     * pause of its own stays paused when the domain is resumed.
     *
     * @param commandType null = the whole domain
     * @param operator    for the audit, may be null
     * @param reason      for the audit, may be null
     * @return false if it was not paused; nothing was changed
     */
    public boolean resume(String domain, String commandType, String operator, String reason) {
        return pauses.resume(domain, commandType, operator, reason);
    }

    /** The pauses in force, that of the whole domain first. */
    public List<Pause> pauses(String domain) {
        return pauses.list(domain);
    }

    /** Removes what ended longer ago: {@link #purgeHistory(String, Duration, Set)} with COMPLETED, FAILED and CANCELED. */
    public PurgeResult purgeHistory(String domain, Duration olderThan) {
        return purgeHistory(domain, olderThan, Retention.ENDED);
    }

    /**
     * Removes commands that ended longer ago, with their audit, archived messages and, when none of their commands is left, finished batches; also
     * archived messages that belong to no command. Works in chunks of {@value Retention#CHUNK} rows, each a transaction of its own unless the
     * caller has one, and leaves out what is locked. Commands that wait, run, are in troubleshooting or belong to a batch that is not finished
     * stay. The ids of removed commands are unknown afterwards: sent again, they are new commands.
     *
     * @param olderThan by the database's clock; not negative
     * @param statuses  some of COMPLETED, FAILED and CANCELED
     * @throws IllegalArgumentException if an argument is not as described
     */
    public PurgeResult purgeHistory(String domain, Duration olderThan, Set<CommandStatus> statuses) {
        return calls.on(domain, (connection, store) -> new Retention(store)
                .purge(connection, olderThan, statuses, Retention.CHUNK));
    }

    /** The commands that wait for an operator. */
    public Troubleshooting troubleshooting() {
        return troubleshooting;
    }
}
