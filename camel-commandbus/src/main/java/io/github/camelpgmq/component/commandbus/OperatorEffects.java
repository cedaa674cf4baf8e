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
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Wakes whoever waits for what an operator has done, after its commit. Thread-safe. */
final class OperatorEffects {

    private final CommandBusComponent component;
    private final CommandsResolved batches;

    /** @param batches told when commands of a batch are resolved */
    OperatorEffects(CommandBusComponent component, CommandsResolved batches) {
        this.component = component;
        this.batches = batches;
    }

    /** @param commands as they are after the action */
    void of(String domain, Collection<CommandMetadata> commands) {
        JdbcTransactions transactions = component.transactions();
        NotificationHub hub = component.hub(transactions.target());
        boolean sentAgain = commands.stream().anyMatch(c -> c.status() == CommandStatus.PENDING);
        Set<String> replied = ofResolved(commands, CommandMetadata::replyQueue);
        Set<UUID> batchIds = ofResolved(commands, CommandMetadata::batchId);
        transactions.afterCommit(() -> {
            if (sentAgain) {
                hub.notifyAfterCommit(Channels.domain(domain));
            }
            replied.forEach(queue -> hub.notifyAfterCommit(Channels.queue(queue)));
            if (!batchIds.isEmpty()) {
                batches.resolved(domain, batchIds);
            }
        });
    }

    private static <T> Set<T> ofResolved(Collection<CommandMetadata> commands, Function<CommandMetadata, T> attribute) {
        return commands.stream()
                .filter(command -> command.status().terminal())
                .map(attribute)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
