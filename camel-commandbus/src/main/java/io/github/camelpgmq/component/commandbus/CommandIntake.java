/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandMessage;
import io.github.camelpgmq.component.commandbus.store.AdoptionStatements;
import io.github.camelpgmq.component.commandbus.store.ClaimPolicy;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Disposition;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.HeaderOrOption;
import io.github.camelpgmq.component.pgmq.Values;
import io.github.camelpgmq.component.pgmq.client.LocalWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deals with the messages that the set-based claim has left: those of other programs that came without metadata all at once, what is left
 * then one by one, each in one transaction of its own.
 */
final class CommandIntake {

    private static final Logger LOG = LoggerFactory.getLogger(CommandIntake.class);

    private final CommandStore store;
    private final Duration visibilityTimeout;
    private final int maxAttempts;
    private final ReplyQueues replyQueues;

    CommandIntake(CommandStore store, Duration visibilityTimeout, int maxAttempts, ReplyQueues replyQueues) {
        this.store = store;
        this.visibilityTimeout = visibilityTimeout;
        this.maxAttempts = new HeaderOrOption<>(
                        CommandBusConstants.MAX_ATTEMPTS, "maxAttempts", maxAttempts, Values::quantity)
                .of();
        this.replyQueues = replyQueues;
    }

    /** The deliveries of those messages that are to be handled; the others have been disposed of. */
    List<CommandDelivery> admit(Connection connection, List<FetchedCommand> messages) {
        List<CommandDelivery> deliveries = new ArrayList<>();
        Set<Long> adopted = new HashSet<>();
        for (FetchedCommand claimed : adopted(connection, messages)) {
            adopted.add(claimed.lease().messageId());
            deliveries.add(new CommandDelivery(claimed));
        }
        for (FetchedCommand message : messages) {
            if (!adopted.contains(message.lease().messageId())) {
                admit(connection, message).ifPresent(deliveries::add);
            }
        }
        return deliveries;
    }

    private List<FetchedCommand> adopted(Connection connection, List<FetchedCommand> messages) {
        try {
            return store.adoption()
                    .adopt(
                            connection,
                            messages.stream()
                                    .map(this::adoptable)
                                    .flatMap(Optional::stream)
                                    .toList(),
                            maxAttempts);
        } catch (SQLException | RuntimeException e) {
            LOG.debug(
                    "Messages of domain {} are looked at one by one",
                    store.domain().name(),
                    e);
            return List.of();
        }
    }

    private Optional<AdoptionStatements.Adoptable> adoptable(FetchedCommand message) {
        try {
            CommandMessage command = CommandMessage.parse(message.bodyJson());
            return command.domain().equals(store.domain().name()) && mayReply(command)
                    ? Optional.of(new AdoptionStatements.Adoptable(message, command))
                    : Optional.empty();
        } catch (MalformedCommandException e) {
            return Optional.empty();
        }
    }

    private boolean mayReply(CommandMessage command) {
        return command.replyTo() == null || replyQueues.refusal(command.replyTo()) == null;
    }

    /** The delivery if the message is to be handled; empty if it has been disposed of. */
    private Optional<CommandDelivery> admit(Connection connection, FetchedCommand message) {
        try {
            return LocalWork.inTransaction(connection, () -> {
                Disposition disposition = ClaimPolicy.decide(
                        store.domain().name(), message, store.intake().examine(connection, message));
                LOG.debug(
                        "Message {} of domain {}: {}",
                        message.lease().messageId(),
                        store.domain().name(),
                        disposition);
                return apply(connection, message, disposition);
            });
        } catch (SQLException | RuntimeException e) {
            // Only this message is affected: it returns when its lease ends and is looked at again.
            CommandLog.of(store.domain().name(), message.commandId())
                    .run(() -> LOG.warn(
                            "Message {} of domain {} could not be looked at and returns when its lease ends: {}",
                            message.lease().messageId(),
                            store.domain().name(),
                            e.getMessage()));
            return Optional.empty();
        }
    }

    private Optional<CommandDelivery> apply(Connection connection, FetchedCommand message, Disposition disposition)
            throws SQLException {
        switch (disposition) {
            case CLAIM:
                return claim(connection, message);
            case SUSPECT:
                return Optional.of(new CommandDelivery(message));
            case UNKNOWN:
                return adopt(connection, message);
            case EXHAUSTED:
                store.intake().exhaust(connection, message);
                return Optional.empty();
            case TERMINAL_DUPLICATE:
                store.intake().disposeDuplicate(connection, message);
                return Optional.empty();
            case STALE:
                store.intake().disposeStale(connection, message);
                return Optional.empty();
            case MALFORMED:
                store.intake()
                        .quarantine(
                                connection,
                                message,
                                ClaimPolicy.malformedBecause(store.domain().name(), message.bodyJson()));
                return Optional.empty();
            default:
                return Optional.empty();
        }
    }

    private Optional<CommandDelivery> claim(Connection connection, FetchedCommand message) throws SQLException {
        return store.intake().claimOne(connection, message, visibilityTimeout).map(CommandDelivery::new);
    }

    private Optional<CommandDelivery> adopt(Connection connection, FetchedCommand message) throws SQLException {
        CommandMessage command = CommandMessage.parse(message.bodyJson());
        String replyTo = command.replyTo();
        String refusal = replyTo == null ? null : replyQueues.refusal(replyTo);
        if (refusal != null) {
            store.intake().quarantine(connection, message, new MalformedCommandException("reply_to", refusal));
            return Optional.empty();
        }
        return store.intake().adopt(connection, message, command, maxAttempts)
                ? claim(connection, message)
                : Optional.empty();
    }
}
