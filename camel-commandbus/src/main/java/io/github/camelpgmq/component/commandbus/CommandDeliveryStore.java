/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.store.ClaimResult;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.commandbus.store.TypeSelection;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryStore;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine needs of a domain. What is left of a delivery is its completion, when no transaction has written it. */
final class CommandDeliveryStore implements DeliveryStore<CommandDelivery, Completion> {

    private static final Logger LOG = LoggerFactory.getLogger(CommandDeliveryStore.class);

    private final CommandStore store;
    private final CommandIntake intake;
    private final Duration visibilityTimeout;
    private final SentReplies sentReplies;
    private final Consumer<UUID> ended;
    private final PauseWatch pauses;
    private final Supplier<TypeSelection> running;
    private final Duration pollInterval;

    /**
     * @param ended told the batch after a command of it has ended
     * @param running the types that have no suspended route here: commands of others are left to others and looked at again after the poll interval
     */
    CommandDeliveryStore(
            CommandStore store,
            CommandIntake intake,
            Duration visibilityTimeout,
            SentReplies sentReplies,
            Consumer<UUID> ended,
            PauseWatch pauses,
            Supplier<TypeSelection> running,
            Duration pollInterval) {
        this.store = store;
        this.intake = intake;
        this.visibilityTimeout = visibilityTimeout;
        this.sentReplies = sentReplies;
        this.ended = ended;
        this.pauses = pauses;
        this.running = running;
        this.pollInterval = pollInterval;
    }

    @Override
    public Fetched<CommandDelivery> settleAndFetch(Connection connection, List<Completion> settlements, int limit)
            throws SQLException {
        Paused paused = pauses.current();
        TypeSelection types = running.get().without(paused.types());
        List<Completion> written = new ArrayList<>(settlements);
        ClaimResult result = settleAndClaim(connection, written, limit, types);
        written.stream()
                .map(Completion::replyQueue)
                .filter(queue -> queue != null && !queue.isEmpty())
                .distinct()
                .forEach(queue -> sentReplies.committed(connection, queue));
        written.stream()
                .map(Completion::batchId)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(ended);
        List<CommandDelivery> deliveries = new ArrayList<>();
        List<FetchedCommand> aside = new ArrayList<>();
        List<FetchedCommand> unstarted = new ArrayList<>();
        List<FetchedCommand> unclaimed = new ArrayList<>();
        for (FetchedCommand fetched : result.fetched()) {
            if (fetched.claimed()) {
                deliveries.add(new CommandDelivery(fetched));
                continue;
            }
            String type = types.equals(TypeSelection.ALL) ? null : CommandHandler.typeOf(fetched);
            if (type == null || types.takes(type)) {
                unclaimed.add(fetched);
            } else if (paused.types().contains(type)) {
                aside.add(fetched);
            } else {
                unstarted.add(fetched);
            }
        }
        if (!aside.isEmpty()) {
            pauses.park(connection, aside, paused);
        }
        if (!unstarted.isEmpty()) {
            leaveToOthers(connection, unstarted);
        }
        if (!unclaimed.isEmpty()) {
            deliveries.addAll(intake.admit(connection, unclaimed));
            deliveries.sort(
                    Comparator.comparingLong(delivery -> delivery.lease().messageId()));
        }
        int lost = written.size() - result.completedMsgIds().size();
        return new Fetched<>(deliveries, limit > 0 && result.fetched().size() == limit, lost);
    }

    private void leaveToOthers(Connection connection, List<FetchedCommand> unstarted) {
        try {
            store.leases().release(connection, unstarted, pollInterval);
        } catch (SQLException e) {
            // What the same fetch has claimed must not be lost with it.
            LOG.warn(
                    "{} messages of domain '{}' whose routes are suspended return only when their leases end: {}",
                    unstarted.size(),
                    store.domain().name(),
                    OutageLog.describe(e));
        }
    }

    /** @param completions those that the database refuses are taken out */
    private ClaimResult settleAndClaim(
            Connection connection, List<Completion> completions, int limit, TypeSelection types) throws SQLException {
        try {
            return store.claims().claim(connection, completions, limit, visibilityTimeout, types);
        } catch (SQLException e) {
            if (completions.isEmpty() || TransientSqlState.in(e) != null) {
                throw e;
            }
            LOG.debug("Completions are written one by one because together they failed", e);
            List<Long> done = settleEach(connection, completions);
            return new ClaimResult(done, store.claims().claim(connection, limit, visibilityTimeout, types));
        }
    }

    // One that can never be written would keep all others of the domain from being written.
    private List<Long> settleEach(Connection connection, List<Completion> completions) throws SQLException {
        List<Long> done = new ArrayList<>();
        for (Completion completion : List.copyOf(completions)) {
            try {
                done.addAll(store.outcomes().completeOrNoteLoss(connection, List.of(completion)));
            } catch (SQLException e) {
                if (TransientSqlState.in(e) != null) {
                    throw e;
                }
                completions.remove(completion);
                CommandLog.of(store.domain().name(), completion.commandId())
                        .run(() -> LOG.warn(
                                "The completion of command {} of domain '{}' could not be written, so it returns when its"
                                        + " lease ends: {}",
                                completion.commandId(),
                                store.domain().name(),
                                OutageLog.describe(e)));
            }
        }
        return done;
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
    public OptionalLong millisUntilNextVisible(Connection connection, Duration sinceFetch) throws SQLException {
        return store.leases().millisUntilNextVisible(connection, sinceFetch);
    }
}
