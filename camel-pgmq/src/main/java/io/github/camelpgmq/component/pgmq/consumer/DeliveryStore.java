/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the engine asks of the database. All calls come from the engine's one thread, on its one connection in
 * autocommit mode; but with a {@link DeliveryEngine#surplusWriter()} some of the calls of {@link #connected} and
 * {@link #settleAndFetch}, then with a limit of 0, come from a second one at the same time.
 *
 * @param <D> what a fetch returns
 * @param <S> what the end of a delivery leaves to be written
 */
public interface DeliveryStore<D extends Delivery, S> {

    /** A new connection, before anything else is done with it; again every few minutes for one that lasts. */
    default void connected(Connection connection) throws SQLException {}

    /**
     * Writes what has finished and fetches more, in one round trip and one commit.
     *
     * @param settlements what to write, may be empty
     * @param limit the most to fetch, may be 0
     */
    Fetched<D> settleAndFetch(Connection connection, List<S> settlements, int limit) throws SQLException;

    /** Renews leases in one fenced statement and returns those that still held. */
    Set<Lease> renew(Connection connection, Collection<Lease> leases) throws SQLException;

    /** Gives back deliveries that no handler has started, so that others can have them at once. */
    void release(Connection connection, List<D> unstarted) throws SQLException;

    /**
     * Whether a {@link #release} of which nobody knows if it has happened may be repeated. If not, what could not be given
     * back returns when its lease ends.
     */
    default boolean releasesAgain() {
        return false;
    }

    /**
     * Milliseconds until the next message becomes visible, by the database's clock; 0 if one has become so since the fetch
     * began, which may have missed it.
     *
     * @param sinceFetch how long ago that was
     */
    OptionalLong millisUntilNextVisible(Connection connection, Duration sinceFetch) throws SQLException;

    /**
     * The result of one round trip.
     *
     * @param deliveries what is to be handled
     * @param more whether the queue may hold more that could be read now
     * @param lost how many settlements found their lease lost
     */
    record Fetched<D>(List<D> deliveries, boolean more, int lost) {}
}
