/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.AcknowledgedAndRead;
import io.github.camelpgmq.component.pgmq.client.Acknowledgement;
import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueStatements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/** What the engine needs of a plain queue. What is left of a delivery is its lease, to be acknowledged. */
public final class QueueStore implements DeliveryStore<QueueDelivery, Lease> {

    private final QueueStatements statements;
    private final Acknowledgement acknowledgement;
    private final Duration visibilityTimeout;

    public QueueStore(QueueStatements statements, Acknowledgement acknowledgement, Duration visibilityTimeout) {
        this.statements = statements;
        this.acknowledgement = acknowledgement;
        this.visibilityTimeout = visibilityTimeout;
    }

    @Override
    public Fetched<QueueDelivery> settleAndFetch(Connection connection, List<Lease> settlements, int limit)
            throws SQLException {
        if (settlements.isEmpty()) {
            return fetched(statements.read(connection, visibilityTimeout, limit), 0);
        }
        if (limit == 0) {
            Set<Lease> done = statements.acknowledge(connection, acknowledgement, settlements);
            return new Fetched<>(List.of(), 0, settlements.size() - done.size());
        }
        AcknowledgedAndRead result =
                statements.acknowledgeAndRead(connection, acknowledgement, settlements, visibilityTimeout, limit);
        return fetched(
                result.messages(), settlements.size() - result.acknowledged().size());
    }

    @Override
    public Set<Lease> renew(Connection connection, Collection<Lease> leases) throws SQLException {
        return statements.renew(connection, leases, visibilityTimeout);
    }

    @Override
    public void release(Connection connection, List<QueueDelivery> unstarted) throws SQLException {
        statements.release(
                connection, unstarted.stream().map(QueueDelivery::lease).toList(), Duration.ZERO);
    }

    @Override
    public OptionalLong millisUntilNextVisible(Connection connection) throws SQLException {
        return statements.millisUntilNextVisible(connection);
    }

    private static Fetched<QueueDelivery> fetched(List<PgmqMessage> messages, int lost) {
        return new Fetched<>(messages.stream().map(QueueDelivery::new).toList(), messages.size(), lost);
    }
}
