/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.Selection;
import io.github.camelpgmq.component.pgmq.consumer.QueueSettings;
import io.github.camelpgmq.component.pgmq.consumer.Settlement;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.JdbcTransactions;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/** A queue to consume from, and how: what an engine and its handlers take from the options of an endpoint. */
public interface QueueSource {

    /** The context that the consumer belongs to. */
    CamelContext getCamelContext();

    /** The consumer's URI, for messages. */
    String getEndpointUri();

    /** How it is delivered. */
    DeliveryConfiguration getConfiguration();

    /** The checked queue name. */
    QueueName queue();

    /**
     * What becomes of messages that were handled, and of others.
     *
     * @throws IllegalArgumentException naming the option that is wrong
     */
    QueueSettings queueSettings();

    /** The transactions of its database. */
    JdbcTransactions transactions();

    /** The wake-ups of a database. */
    NotificationHub hub(DataSource database);

    /** What a consumer takes from the pool of connections. */
    ConnectionBudget.Demand demand(DataSource database);

    /** Checks that PGMQ, the queue and all that a consumer needs are there; creates queues if that was asked for. */
    void prepareConsuming(DataSource database);

    /** Whether the route and the acknowledgement run in one transaction. */
    boolean transacts();

    /** What is read; any message unless overridden. */
    default Selection selection() {
        return Selection.ALL;
    }

    /** Whether notifications wake the consumer, which is so unless overridden. */
    default boolean listens() {
        return true;
    }

    /** Whether PGMQ's insert trigger is wanted on the queue, which is not so unless overridden. */
    default boolean wantsInsertTrigger() {
        return false;
    }

    /** Whether a completed exchange acknowledges its message, which is so unless overridden, or leaves that to the route. */
    default boolean acknowledges() {
        return true;
    }

    /** What the engine has to do with a message that was handled without a transaction. */
    default Settlement acknowledged(Lease lease) {
        return acknowledges() ? new Settlement.Acknowledged(lease) : alreadyAcknowledged(lease);
    }

    /** What the engine has to do with a message that has been acknowledged already; null, nothing, unless overridden. */
    default Settlement alreadyAcknowledged(Lease lease) {
        return null;
    }
}
