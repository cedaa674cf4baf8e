/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.ClaimResult;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryStore;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What the engine needs of a domain. What is left of a delivery is its completion, when no transaction has written it. */
final class CommandDeliveryStore implements DeliveryStore<CommandDelivery, Completion> {

    private final CommandStore store;
    private final CommandIntake intake;
    private final Duration visibilityTimeout;
    private final Consumer<String> replied;
    private final Consumer<UUID> ended;
    private final PauseWatch pauses;

    /**
     * @param replied told the reply queue after a reply has been committed
     * @param ended told the batch after a command of it has ended
     */
    CommandDeliveryStore(
            CommandStore store,
            CommandIntake intake,
            Duration visibilityTimeout,
            Consumer<String> replied,
            Consumer<UUID> ended,
            PauseWatch pauses) {
        this.store = store;
        this.intake = intake;
        this.visibilityTimeout = visibilityTimeout;
        this.replied = replied;
        this.ended = ended;
        this.pauses = pauses;
    }

    @Override
    public Fetched<CommandDelivery> settleAndFetch(Connection connection, List<Completion> settlements, int limit)
            throws SQLException {
        Paused paused = pauses.current();
        ClaimResult result = store.claims().claim(connection, settlements, limit, visibilityTimeout, paused.types());
        settlements.stream()
                .map(Completion::replyQueue)
                .filter(queue -> queue != null && !queue.isEmpty())
                .distinct()
                .forEach(replied);
        settlements.stream()
                .map(Completion::batchId)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(ended);
        List<CommandDelivery> deliveries = new ArrayList<>();
        List<FetchedCommand> aside = new ArrayList<>();
        List<FetchedCommand> unclaimed = new ArrayList<>();
        for (FetchedCommand fetched : result.fetched()) {
            if (fetched.claimed()) {
                deliveries.add(new CommandDelivery(fetched));
            } else if (!paused.types().isEmpty() && paused.types().contains(CommandHandler.typeOf(fetched))) {
                aside.add(fetched);
            } else {
                unclaimed.add(fetched);
            }
        }
        if (!aside.isEmpty()) {
            pauses.park(connection, aside, paused);
        }
        if (!unclaimed.isEmpty()) {
            deliveries.addAll(intake.admit(connection, unclaimed));
            deliveries.sort(
                    Comparator.comparingLong(delivery -> delivery.lease().messageId()));
        }
        int lost = settlements.size() - result.completedMsgIds().size();
        return new Fetched<>(deliveries, limit > 0 && result.fetched().size() == limit, lost);
    }

    @Override
    public Set<Lease> renew(Connection connection, Collection<Lease> leases) throws SQLException {
        Set<Long> held = new HashSet<>(store.leases().renew(connection, List.copyOf(leases), visibilityTimeout));
        return leases.stream().filter(lease -> held.contains(lease.messageId())).collect(Collectors.toSet());
    }

    @Override
    public void release(Connection connection, List<CommandDelivery> unstarted) throws SQLException {
        store.leases()
                .release(
                        connection,
                        unstarted.stream().map(CommandDelivery::fetched).toList(),
                        Duration.ZERO);
    }

    /** The attempt is given back only once; without it a command might end in troubleshooting without ever having run. */
    @Override
    public boolean releasesAgain() {
        return true;
    }

    @Override
    public OptionalLong millisUntilNextVisible(Connection connection) throws SQLException {
        return store.leases().millisUntilNextVisible(connection);
    }
}
