/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.model.Reply;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.pgmq.client.Delay;
import io.github.camelpgmq.component.pgmq.consumer.HandlingListener;
import io.github.camelpgmq.component.pgmq.consumer.RetryDelays;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.apache.camel.Exchange;
import org.apache.camel.RollbackExchangeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns what a route ended with into a completion, or records its failure in a transaction of its own. Thread-safe. */
final class Outcomes {

    private static final Logger LOG = LoggerFactory.getLogger(Outcomes.class);
    private static final int TRIES = 2;

    private final CommandStore store;
    private final DataSource database;
    private final FailurePolicy policy;
    private final RetryDelays backoff;
    private final SentReplies sentReplies;
    private final boolean legacyReplies;
    private final BatchWatches batches;
    private final Runnable leaseLost;
    private final HandlingListener<CommandOutcome> handled;
    private final OutageLog outage = new OutageLog(LOG);

    /**
     * @param legacyReplies replies also carry what readers of the older libraries need
     * @param leaseLost     told of each lease that was found lost
     * @param handled       told how the handling of each command has ended
     */
    Outcomes(
            CommandStore store,
            DataSource database,
            FailurePolicy policy,
            RetryDelays backoff,
            SentReplies sentReplies,
            boolean legacyReplies,
            BatchWatches batches,
            Runnable leaseLost,
            HandlingListener<CommandOutcome> handled) {
        this.store = store;
        this.database = database;
        this.policy = policy;
        this.backoff = backoff;
        this.sentReplies = sentReplies;
        this.legacyReplies = legacyReplies;
        this.batches = batches;
        this.leaseLost = leaseLost;
        this.handled = handled;
    }

    /**
     * The completion of a command whose exchange has succeeded; the exchange's body is the reply's data.
     *
     * @throws PermanentCommandException if a reply is wanted and the body cannot be written as JSON
     */
    Completion completionOf(FetchedCommand command, Exchange exchange) {
        String queue = replyQueue(command);
        String reply = queue == null
                ? null
                : ResultJson.reply(exchange, data -> Reply.success(command.command(), data, Instant.now())
                        .toJson(legacyReplies));
        return new Completion(
                command.lease(),
                command.commandId(),
                queue,
                reply,
                null,
                command.command().batchId());
    }

    /** Why the exchange has not succeeded. */
    Exception failureOf(Exchange exchange) {
        Exception failure = exchange.getException();
        return failure != null
                ? failure
                : new RollbackExchangeException("The route marked the exchange as rollback-only", exchange);
    }

    /** The transaction of a command that has succeeded is committed. Never throws: nothing can be undone. */
    void completed(Attempt attempt) {
        handled.handled(CommandOutcome.COMPLETED, attempt.inFlight().handlingNanos());
        ended(attempt.command());
    }

    /** A command has succeeded and this is to be written for it, soon. */
    void completed(Attempt attempt, Completion completion) {
        handled.settle(attempt.inFlight(), completion, CommandOutcome.COMPLETED);
    }

    /** Wakes whoever waits for the command's reply or for its batch; to be called after the commit. Never throws: nothing can be undone. */
    void ended(FetchedCommand command) {
        try {
            batches.ended(domain(), command.command().batchId());
            String queue = replyQueue(command);
            if (queue != null) {
                sentReplies.committed(queue);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "Command {} of domain {} has ended, but who waits for it may learn that late: {}",
                    command.commandId(),
                    domain(),
                    OutageLog.describe(e));
        }
    }

    /** Notes commands that another worker has, of which no handler has started here; never throws. */
    void leasesLost(List<FetchedCommand> commands) {
        if (commands.isEmpty()) {
            return;
        }
        LOG.info("{} commands of domain {} were lost before they started", commands.size(), domain());
        try (Connection connection = StatementDataSource.open(database)) {
            noteLoss(connection, commands);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The loss of {} leases could not be recorded: {}", commands.size(), OutageLog.describe(e));
        }
    }

    private void noteLoss(Connection connection, List<FetchedCommand> commands) throws SQLException {
        for (int lost = store.outcomes().leasesLost(connection, commands); lost > 0; lost--) {
            leaseLost.run();
        }
    }

    private String domain() {
        return store.domain().name();
    }

    /**
     * Records a failure; never throws, so that it cannot hide the failure itself.
     *
     * @param retryAfter when a transient one is tried again; null for retryBackoff's pause
     */
    void failed(Attempt attempt, Exception failure, Delay retryAfter) {
        handled.handled(
                recorded(attempt.command(), failure, retryAfter),
                attempt.inFlight().handlingNanos());
    }

    private CommandOutcome recorded(FetchedCommand command, Exception failure, Delay retryAfter) {
        FailurePolicy.Kind kind = policy.kindOf(failure);
        LOG.info(
                "Command {} of type {} failed in attempt {} of {} ({}): {}",
                command.commandId(),
                command.command().commandType(),
                command.command().attempts(),
                command.command().maxAttempts(),
                kind,
                failure.getMessage());
        LOG.debug("Command {} failed", command.commandId(), failure);
        Exception trouble = null;
        for (int i = 0; i < TRIES; i++) {
            try {
                boolean recorded = record(command, failure, kind, retryAfter);
                outage.recovered("Failures of domain '" + domain() + "' can be recorded again");
                if (recorded && kind == FailurePolicy.Kind.BUSINESS_RULE) {
                    ended(command);
                }
                return recorded ? outcomeOf(kind, command) : CommandOutcome.LEASE_LOST;
            } catch (SQLException | RuntimeException e) {
                // The handler's own trouble may have left dead connections in the pool.
                trouble = e;
            }
        }
        outage.failed(
                "The failure of command " + command.commandId() + " of domain '" + domain()
                        + "' could not be recorded; it returns when its lease ends: {}",
                OutageLog.describe(trouble));
        return CommandOutcome.RETRY;
    }

    private static CommandOutcome outcomeOf(FailurePolicy.Kind kind, FetchedCommand command) {
        return switch (kind) {
            case BUSINESS_RULE -> CommandOutcome.FAILED;
            case PERMANENT -> CommandOutcome.TROUBLESHOOTING;
            case LEASE_LOST -> CommandOutcome.LEASE_LOST;
            case TRANSIENT -> isLast(command) ? CommandOutcome.TROUBLESHOOTING : CommandOutcome.RETRY;
        };
    }

    private static boolean isLast(FetchedCommand command) {
        return command.command().attempts() >= command.command().maxAttempts();
    }

    /** False when the lease is lost, of which a note is made. */
    private boolean record(FetchedCommand command, Exception failure, FailurePolicy.Kind kind, Delay retryAfter)
            throws SQLException {
        try (Connection connection = StatementDataSource.open(database)) {
            boolean recorded = record(connection, command, failure, kind, retryAfter);
            if (!recorded) {
                noteLoss(connection, List.of(command));
            }
            return recorded;
        }
    }

    private boolean record(
            Connection connection, FetchedCommand command, Exception failure, FailurePolicy.Kind kind, Delay retryAfter)
            throws SQLException {
        CommandError error = policy.errorOf(failure, kind);
        switch (kind) {
            case LEASE_LOST:
                return false;
            case BUSINESS_RULE:
                return failBusiness(connection, command, error);
            case PERMANENT:
                return store.outcomes().toTroubleshooting(connection, command, error, false);
            default:
                if (isLast(command)) {
                    return store.outcomes().toTroubleshooting(connection, command, error, true);
                }
                Delay delay = retryAfter != null
                        ? retryAfter
                        : Delay.of(backoff.after(command.command().attempts()));
                return store.outcomes().retryLater(connection, command, error, delay);
        }
    }

    private boolean failBusiness(Connection connection, FetchedCommand command, CommandError error)
            throws SQLException {
        String queue = replyQueue(command);
        String reply = queue == null
                ? null
                : Reply.failed(command.command(), error, Instant.now()).toJson(legacyReplies);
        return store.outcomes().failBusiness(connection, command, error, queue, reply);
    }

    private static String replyQueue(FetchedCommand command) {
        String queue = command.command().replyQueue();
        return queue == null || queue.isEmpty() ? null : queue;
    }
}
