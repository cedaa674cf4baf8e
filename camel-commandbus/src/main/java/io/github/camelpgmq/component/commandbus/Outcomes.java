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
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.consumer.RetryDelays;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
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
    private final NotificationHub hub;
    private final BatchWatches batches;
    private final Runnable leaseLost;

    /** @param leaseLost told of each lease that was found lost */
    Outcomes(
            CommandStore store,
            DataSource database,
            FailurePolicy policy,
            RetryDelays backoff,
            NotificationHub hub,
            BatchWatches batches,
            Runnable leaseLost) {
        this.store = store;
        this.database = database;
        this.policy = policy;
        this.backoff = backoff;
        this.hub = hub;
        this.batches = batches;
        this.leaseLost = leaseLost;
    }

    /**
     * The completion of a command whose exchange has succeeded; the exchange's body is the reply's data.
     *
     * @throws IllegalArgumentException if a reply is wanted and the body cannot be written as JSON
     */
    Completion completionOf(FetchedCommand command, Exchange exchange) {
        String queue = replyQueue(command);
        String reply = queue == null
                ? null
                : Reply.success(
                                command.command(),
                                JsonBodies.toJsonOrString(exchange.getMessage().getBody()),
                                Instant.now())
                        .toJson();
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

    /** Wakes whoever waits for the command's reply or for its batch; to be called after the commit. */
    void replied(FetchedCommand command) {
        batches.ended(store.domain().name(), command.command().batchId());
        String queue = replyQueue(command);
        if (queue != null) {
            hub.notifyAfterCommit(Channels.queue(queue));
        }
    }

    /** Records a failure; never throws, so that it cannot hide the failure itself. */
    void failed(FetchedCommand command, Exception failure) {
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
        SQLException trouble = null;
        for (int i = 0; i < TRIES; i++) {
            try (Connection connection = StatementDataSource.open(database)) {
                if (!record(connection, command, failure, kind)) {
                    leaseLost.run();
                    store.outcomes().leaseLost(connection, command);
                }
                return;
            } catch (SQLException e) {
                // The handler's own trouble may have left dead connections in the pool.
                trouble = e;
            } catch (RuntimeException e) {
                LOG.warn("The failure of command {} could not be recorded", command.commandId(), e);
                return;
            }
        }
        LOG.warn(
                "The failure of command {} could not be recorded; it returns when its lease ends: {}",
                command.commandId(),
                trouble.getMessage());
    }

    private boolean record(Connection connection, FetchedCommand command, Exception failure, FailurePolicy.Kind kind)
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
                int attempt = command.command().attempts();
                return attempt >= command.command().maxAttempts()
                        ? store.outcomes().toTroubleshooting(connection, command, error, true)
                        : store.outcomes().retryLater(connection, command, error, backoff.after(attempt));
        }
    }

    private boolean failBusiness(Connection connection, FetchedCommand command, CommandError error)
            throws SQLException {
        String queue = replyQueue(command);
        String reply = queue == null
                ? null
                : Reply.failed(command.command(), error, Instant.now()).toJson();
        boolean done = store.outcomes().failBusiness(connection, command, error, queue, reply);
        if (done) {
            replied(command);
        }
        return done;
    }

    private static String replyQueue(FetchedCommand command) {
        String queue = command.command().replyQueue();
        return queue == null || queue.isEmpty() ? null : queue;
    }
}
