/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMetadata;
import io.github.camelpgmq.component.commandbus.model.CommandStatus;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Wakes whoever waits for what an operator has done, after its commit. Whether replies arrive and batches are done is looked at on another
 * connection, so not before the operator's own has been given back. Thread-safe.
 */
final class OperatorEffects {

    private final CommandBusComponent component;
    private final CommandsResolved batches;

    /** @param batches told when commands of a batch are resolved */
    OperatorEffects(CommandBusComponent component, CommandsResolved batches) {
        this.component = component;
        this.batches = batches;
    }

    /**
     * The effects of an action on one command, to be called without a connection in hand.
     *
     * @param command as it is after the action
     */
    void of(String domain, CommandMetadata command) {
        Several effects = several();
        effects.add(domain, List.of(command));
        effects.end();
    }

    /** The effects of an action on several commands. */
    Several several() {
        return new Several();
    }

    /** What an action on several commands has done so far. Used by one thread. */
    final class Several {

        private final Set<String> replied = new HashSet<>();
        private final Map<String, Set<UUID>> batchIds = new HashMap<>();

        /** @param commands of one chunk, as they are after the action */
        void add(String domain, Collection<CommandMetadata> commands) {
            if (commands.stream().anyMatch(c -> c.status() == CommandStatus.PENDING)) {
                JdbcTransactions transactions = component.transactions();
                NotificationHub hub = component.hub(transactions.target());
                transactions.afterCommit(() -> hub.notifyAfterCommit(Channels.domain(domain)));
            }
            replied.addAll(ofResolved(commands, CommandMetadata::replyQueue));
            Set<UUID> resolved = ofResolved(commands, CommandMetadata::batchId);
            if (!resolved.isEmpty()) {
                batchIds.computeIfAbsent(domain, any -> new HashSet<>()).addAll(resolved);
            }
        }

        /** The action has ended, also by an error, and its connection has been given back. */
        void end() {
            component.transactions().afterCommit(() -> {
                replied.forEach(component.sentReplies()::committed);
                batchIds.forEach(batches::resolved);
            });
        }
    }

    private static <T> Set<T> ofResolved(Collection<CommandMetadata> commands, Function<CommandMetadata, T> attribute) {
        return commands.stream()
                .filter(command -> command.status().terminal())
                .map(attribute)
                .filter(value -> value != null && !value.equals(""))
                .collect(Collectors.toSet());
    }
}
