/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.Batch;
import io.github.camelpgmq.component.commandbus.model.Page;
import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.commandbus.model.TimeOrderedId;
import io.github.camelpgmq.component.commandbus.ops.BatchFilter;
import io.github.camelpgmq.component.commandbus.ops.BatchQueries;
import io.github.camelpgmq.component.commandbus.store.NewCommand;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

/**
 * Batches: commands that are followed together. A batch is open (PENDING) and takes commands that are sent with its id; once closed (IN_PROGRESS)
 * its commands are those it has; when all of them have ended it is COMPLETED, or COMPLETED_WITH_FAILURES if one is FAILED or CANCELED. A command
 * in troubleshooting has not ended: the batch waits for its operator. The end is told once, by audit BATCH_COMPLETED and a message to the
 * batch's reply queue.
 *
 * <p>Calls join the transaction bound to the thread, if there is one. Every method throws {@link CommandBusException} when the database refuses
 * or cannot be reached. Thread-safe.
 */
public final class Batches {

    private final CommandBus bus;
    private final BusCalls calls;
    private final CommandBusComponent component;

    Batches(CommandBus bus, BusCalls calls, CommandBusComponent component) {
        this.bus = bus;
        this.calls = calls;
        this.component = component;
    }

    /**
     * Opens a batch. To repeat a creation is no error as long as the batch is open: one of this id with the same name, data and reply queue is
     * gone on with.
     *
     * @throws InvalidBatchStateException if the id belongs to another batch, or to one that is closed
     * @throws IllegalArgumentException if the reply queue is not allowed by the component's {@code replyQueues}, or the data are not JSON
     */
    public Batch create(BatchRequest request) {
        String replyTo = request.replyTo();
        if (replyTo != null) {
            component.allowedReplyQueues().require("The reply queue of batch '" + request.name() + "'", replyTo);
        }
        String customData = request.customData() == null ? null : JsonBodies.toJson(request.customData());
        UUID id = request.id() == null ? TimeOrderedId.next() : request.id();
        return calls.on(request.domain(), (connection, store) -> {
            if (replyTo != null) {
                // Without its queue it could never be completed.
                QueueCatalog.requireQueue(connection, QueueName.of(replyTo));
            }
            store.batches().open(connection, id, request.name(), customData, replyTo);
            return new BatchQueries(store).get(connection, id).orElseThrow();
        });
    }

    /**
     * Creates a batch of commands: opens it, sends the commands in chunks, each in one statement and, outside a transaction, with one commit, and
     * closes it. Ids and batch ids of commands may be left to it. When it fails on the way the batch stays open with what was sent; called again
     * with the same ids of batch and commands it goes on. A command whose id comes twice is one command.
     *
     * @throws InvalidBatchStateException see {@link #create(BatchRequest)}; nothing was sent
     * @throws CommandBusException        if a command cannot be sent, saying what became of the others; its cause tells why, as
     *                                    {@link DuplicateCommandException} for ids of commands that are not in this batch
     */
    public Batch create(BatchRequest request, Collection<CommandRequest> commands) {
        DomainSender sender = bus.sender(request.domain());
        return sender.events()
                .aroundAll(trace -> create(request, sender.toBatch(null), (batchId, batch) -> {
                    for (CommandRequest command : commands) {
                        CommandRequest own = command.batchId() == null ? command.withBatchId(batchId) : command;
                        batch.add(() -> requireIn(batchId, sender.write(own, trace)));
                    }
                }));
    }

    /** @param sending adds the commands to the sending, for the batch of this id */
    Batch create(BatchRequest request, BatchSending sending, BiConsumer<UUID, BatchSending> commands) {
        Batch batch = create(request);
        String domain = batch.domain();
        UUID batchId = batch.batchId();
        try {
            commands.accept(batchId, sending);
            requireInBatch(
                    domain,
                    batchId,
                    sending.finish().stream()
                            .filter(SentCommand::duplicate)
                            .map(SentCommand::id)
                            .toList());
        } catch (RuntimeException e) {
            throw new CommandBusException(
                    "Batch " + batchId + " of domain '" + domain
                            + "' is not complete and stays open; create it again with the"
                            + " same ids to go on, or close it: " + e.getMessage(),
                    e);
        }
        return close(domain, batchId);
    }

    /** @throws IllegalArgumentException if the command names another batch */
    static NewCommand requireIn(UUID batchId, NewCommand command) {
        if (!batchId.equals(command.batchId())) {
            throw new IllegalArgumentException("Command " + command.id() + " names the batch " + command.batchId()
                    + ", but is sent with batch " + batchId);
        }
        return command;
    }

    private void requireInBatch(String domain, UUID batchId, List<UUID> commandIds) {
        List<UUID> strangers =
                calls.on(domain, (connection, store) -> store.batches().strangers(connection, batchId, commandIds));
        if (!strangers.isEmpty()) {
            throw new DuplicateCommandException(domain, strangers);
        }
    }

    /**
     * Closes a batch: it takes no more commands. Waits for transactions that are adding some at this moment. One whose commands have all ended is
     * completed at once, or with the commit of the caller's transaction.
     *
     * @throws InvalidBatchStateException if there is no such batch, or it is closed already
     */
    public Batch close(String domain, UUID batchId) {
        calls.on(domain, (connection, store) -> store.batches().close(connection, batchId));
        component.transactions().afterCommit(() -> component.batchWatches().check(domain, List.of(batchId)));
        return get(domain, batchId).orElseThrow();
    }

    /** A batch with its progress, which is counted now. */
    public Optional<Batch> get(String domain, UUID batchId) {
        return calls.on(domain, (connection, store) -> new BatchQueries(store).get(connection, batchId));
    }

    /**
     * Batches by filter, newest first, with their progress: the commands of those that are not finished are counted.
     *
     * @throws IllegalArgumentException if the filter's {@code after} is not what a page gave as next
     */
    public Page<Batch> list(String domain, BatchFilter filter) {
        return calls.on(domain, (connection, store) -> new BatchQueries(store).list(connection, filter));
    }
}
