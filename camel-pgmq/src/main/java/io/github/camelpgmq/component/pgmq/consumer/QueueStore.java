/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.AcknowledgedAndRead;
import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import io.github.camelpgmq.component.pgmq.client.DeadLetter;
import io.github.camelpgmq.component.pgmq.client.JsonBodies;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueStatements;
import io.github.camelpgmq.component.pgmq.client.ReadAndNextVisible;
import io.github.camelpgmq.component.pgmq.client.Selection;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the engine needs of a plain queue. Used by the engine's one thread. */
public final class QueueStore implements DeliveryStore<QueueDelivery, Settlement> {

    private static final Logger LOG = LoggerFactory.getLogger(QueueStore.class);

    private final QueueStatements statements;
    private final QueueSettings settings;
    private final QueueEvents events;
    /** Of the last fetch, if that was a statement which tells; null otherwise. */
    private ReadAndNextVisible nextVisible;

    public QueueStore(QueueName queue, Selection selection, QueueSettings settings, QueueEvents events) {
        this.statements = new QueueStatements(queue, selection);
        this.settings = settings;
        this.events = events;
    }

    @Override
    public void connected(Connection connection) throws SQLException {
        events.connected(connection);
    }

    @Override
    public Fetched<QueueDelivery> settleAndFetch(Connection connection, List<Settlement> settlements, int limit)
            throws SQLException {
        List<Lease> acknowledged = new ArrayList<>();
        Map<Lease, Duration> postponed = new LinkedHashMap<>();
        List<Settlement.GivenUp> givenUp = new ArrayList<>();
        int held = 0;
        for (Settlement settlement : settlements) {
            if (settlement instanceof Settlement.Postponed retry) {
                postponed.put(retry.lease(), retry.delay());
            } else if (settlement instanceof Settlement.GivenUp dead) {
                givenUp.add(dead);
            } else if (settlement instanceof Settlement.Acknowledged) {
                acknowledged.add(settlement.lease());
            } else {
                held++;
            }
        }
        if (!postponed.isEmpty()) {
            held += statements.postpone(connection, postponed).size();
        }
        if (!givenUp.isEmpty()) {
            held += giveUp(connection, givenUp);
        }
        List<PgmqMessage> messages = List.of();
        nextVisible = null;
        if (limit == 0) {
            if (!acknowledged.isEmpty()) {
                held += statements
                        .acknowledge(connection, settings.acknowledgement(), acknowledged)
                        .size();
            }
        } else if (acknowledged.isEmpty()) {
            nextVisible = statements.readAndNextVisible(connection, settings.visibilityTimeout(), limit);
            messages = nextVisible.messages();
        } else {
            AcknowledgedAndRead result = statements.acknowledgeAndRead(
                    connection, settings.acknowledgement(), acknowledged, settings.visibilityTimeout(), limit);
            held += result.acknowledged().size();
            messages = result.messages();
        }
        boolean more = limit > 0 && messages.size() == limit;
        return new Fetched<>(alive(connection, messages), more, settlements.size() - held);
    }

    @Override
    public Set<Lease> renew(Connection connection, Collection<Lease> leases) throws SQLException {
        return statements.renew(connection, leases, settings.visibilityTimeout());
    }

    @Override
    public void release(Connection connection, List<QueueDelivery> unstarted) throws SQLException {
        statements.release(
                connection, unstarted.stream().map(QueueDelivery::lease).toList());
    }

    @Override
    public OptionalLong millisUntilNextVisible(Connection connection, Duration sinceFetch) throws SQLException {
        return nextVisible != null
                ? nextVisible.millisUntilNextVisible()
                : statements.millisUntilNextVisible(connection, sinceFetch);
    }

    /** Gives up what has been delivered too often, so that a handler which kills its process is stopped too. */
    private List<QueueDelivery> alive(Connection connection, List<PgmqMessage> messages) {
        List<QueueDelivery> alive = new ArrayList<>();
        List<Settlement.GivenUp> dead = new ArrayList<>();
        for (PgmqMessage message : messages) {
            if (settings.failurePolicy().exceeded(message.lease())) {
                dead.add(settings.failurePolicy().giveUp(message.lease()));
            } else {
                alive.add(new QueueDelivery(message));
            }
        }
        if (!dead.isEmpty()) {
            try {
                giveUp(connection, dead);
            } catch (SQLException e) {
                // The others are leased already and must be delivered; these return and are given up then.
                LOG.warn(
                        "{} messages of queue '{}' could not be given up, will try again when their leases end: {}",
                        dead.size(),
                        statements.queue(),
                        e.getMessage());
            }
        }
        return alive;
    }

    private int giveUp(Connection connection, List<Settlement.GivenUp> dead) throws SQLException {
        Set<Lease> held;
        if (settings.deadLetterQueue() == null) {
            List<Lease> leases = dead.stream().map(Settlement.GivenUp::lease).toList();
            held = statements.acknowledge(connection, Acknowledgement.ARCHIVE, leases);
        } else {
            List<DeadLetter> letters = dead.stream().map(this::letter).toList();
            held = statements.deadLetter(connection, settings.deadLetterQueue(), letters);
        }
        for (Settlement.GivenUp one : dead) {
            if (held.contains(one.lease())) {
                LOG.warn(
                        "Message {} of queue '{}' was delivered {} times in vain ({}) and is now in {}",
                        one.lease().messageId(),
                        statements.queue(),
                        deliveries(one.lease()),
                        one.error() == null ? "its handler has left no trace" : OutageLog.firstLine(one.error()),
                        settings.deadLetterQueue() == null
                                ? "the archive"
                                : "queue '" + settings.deadLetterQueue() + "'");
            }
        }
        events.gaveUp(held.size());
        return held.size();
    }

    /** The delivery that found it to be too many was none. */
    private int deliveries(Lease lease) {
        int most = settings.failurePolicy().maxDeliveries();
        return most == 0 ? lease.readCount() : Math.min(lease.readCount(), most);
    }

    private DeadLetter letter(Settlement.GivenUp dead) {
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(DeadLetterHeaders.REASON, dead.reason());
        if (dead.error() != null) {
            headers.put(DeadLetterHeaders.ERROR, dead.error());
        }
        headers.put(DeadLetterHeaders.QUEUE, statements.queue().name());
        headers.put(DeadLetterHeaders.MESSAGE_ID, dead.lease().messageId());
        headers.put(DeadLetterHeaders.READ_COUNT, dead.lease().readCount());
        return new DeadLetter(dead.lease(), JsonBodies.toJson(headers));
    }
}
