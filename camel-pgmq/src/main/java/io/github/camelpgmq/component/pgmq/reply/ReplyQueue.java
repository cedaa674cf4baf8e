/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.PgmqException;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryStore;
import io.github.camelpgmq.component.pgmq.consumer.QueueDelivery;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import javax.sql.DataSource;

/**
 * A queue of replies as the delivery engine sees it. A reply is deleted when it is taken: there is nothing to
 * acknowledge, to renew or to give back. Used by the engine's one thread, except for {@link #open} and {@link #close}.
 */
abstract class ReplyQueue implements DeliveryStore<QueueDelivery, Void> {

    private final QueueName name;
    private final long upkeepNanos;
    private long nextUpkeepNanos;

    /** @param upkeep how often {@link #upkeep} is wanted */
    ReplyQueue(QueueName name, Duration upkeep) {
        this.name = name;
        this.upkeepNanos = upkeep.toNanos();
    }

    final QueueName name() {
        return name;
    }

    /** What a request carries besides the queue's name and its correlation id. */
    abstract Map<String, Object> requestHeaders();

    /** What {@link #open} attempts, for messages. */
    abstract String opening();

    /** Sees to it that the queue is there. */
    abstract void open(Connection connection) throws SQLException;

    /** Leaves the queue. */
    abstract void close(Connection connection) throws SQLException;

    /** What has to be done from time to time, and whenever the connection is a new one. */
    abstract void upkeep(Connection connection) throws SQLException;

    abstract List<PgmqMessage> take(Connection connection, int limit) throws SQLException;

    final void open(DataSource database) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            open(connection);
        } catch (SQLException e) {
            throw PgmqException.of(opening(), name, e);
        }
    }

    final void close(DataSource database) {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(true);
            close(connection);
        } catch (SQLException e) {
            throw PgmqException.of("close reply queue '" + name + "'", name, e);
        }
    }

    @Override
    public final void connected(Connection connection) throws SQLException {
        nextUpkeepNanos = System.nanoTime();
    }

    @Override
    public final Fetched<QueueDelivery> settleAndFetch(Connection connection, List<Void> settlements, int limit)
            throws SQLException {
        if (nextUpkeepNanos - System.nanoTime() <= 0) {
            upkeep(connection);
            nextUpkeepNanos = System.nanoTime() + upkeepNanos;
        }
        List<QueueDelivery> taken = limit == 0
                ? List.of()
                : take(connection, limit).stream().map(QueueDelivery::new).toList();
        return new Fetched<>(taken, limit > 0 && taken.size() == limit, 0);
    }

    @Override
    public final Set<Lease> renew(Connection connection, Collection<Lease> leases) {
        return Set.copyOf(leases);
    }

    @Override
    public final void release(Connection connection, List<QueueDelivery> unstarted) {
        // Whoever waited for them is told that this ends.
    }

    @Override
    public final OptionalLong millisUntilNextVisible(Connection connection, Duration sinceFetch) {
        return OptionalLong.empty();
    }
}
