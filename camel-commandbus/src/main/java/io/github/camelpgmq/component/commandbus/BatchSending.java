/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.SentCommand;
import io.github.camelpgmq.component.commandbus.store.NewCommand;
import io.github.camelpgmq.component.pgmq.client.InvalidBodyException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Sends commands in chunks while they come in, so that no more than a chunk of them is in memory. Outside a transaction each chunk is
 * committed on its own. Not thread-safe.
 */
final class BatchSending {

    private final CommandSender sender;
    private final int chunkSize;
    private final List<NewCommand> chunk = new ArrayList<>();
    private final List<SentCommand> results = new ArrayList<>();

    /** @throws IllegalArgumentException if the chunk size is below 1 */
    BatchSending(CommandSender sender, int chunkSize) {
        if (chunkSize < 1) {
            throw new IllegalArgumentException("batchChunkSize is " + chunkSize + "; it must be at least 1");
        }
        this.sender = sender;
        this.chunkSize = chunkSize;
    }

    /**
     * Adds a command and sends the chunk that it completes.
     *
     * @throws IllegalArgumentException if the command cannot be sent, with its position; nothing of its chunk is sent then
     */
    void add(Supplier<NewCommand> command) {
        try {
            chunk.add(command.get());
        } catch (InvalidBodyException e) {
            throw new InvalidBodyException(refused(e), e);
        } catch (CommandBusException | IllegalArgumentException e) {
            throw new IllegalArgumentException(refused(e), e);
        }
        if (chunk.size() == chunkSize) {
            sendChunk();
        }
    }

    /** Sends what is left and returns what became of all commands, in their order. */
    List<SentCommand> finish() {
        if (!chunk.isEmpty()) {
            sendChunk();
        }
        return results;
    }

    private void sendChunk() {
        try {
            results.addAll(sender.sendAll(chunk));
        } catch (DuplicateCommandException e) {
            throw new DuplicateCommandException(e, fateOfOthers());
        } catch (InvalidBatchStateException e) {
            throw new InvalidBatchStateException(e, fateOfOthers());
        } catch (CommandBusException e) {
            throw new CommandBusException(e.getMessage() + fateOfOthers(), e);
        }
        chunk.clear();
    }

    private String refused(RuntimeException e) {
        return "Element " + (results.size() + chunk.size()) + " of the batch (counted from 0) cannot be sent: "
                + e.getMessage() + fateOfOthers();
    }

    private String fateOfOthers() {
        if (results.isEmpty()) {
            return " (nothing of the batch was sent)";
        }
        return " (of the batch, the first " + results.size() + " commands "
                + (sender.inTransaction() ? "are part of the transaction" : "are sent and committed")
                + ", the others were not sent)";
    }
}
