/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import io.github.camelpgmq.component.pgmq.client.Capabilities;
import io.github.camelpgmq.component.pgmq.client.PgmqFeature;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.client.QueueRight;
import io.github.camelpgmq.component.pgmq.client.QueueRights;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an endpoint does with a queue, to be checked at start.
 *
 * @param rights what the role must be allowed
 * @param archivedBy the option for which messages go to the archive, or null if none does
 */
record QueueUse(Set<QueueRight> rights, String archivedBy) {

    private static final Logger LOG = LoggerFactory.getLogger(QueueUse.class);

    /** What a dead-letter queue is for. */
    static final QueueUse SENDING = new QueueUse(EnumSet.of(QueueRight.SEND), null);

    /** What a reply queue is for. */
    static final QueueUse RECEIVING = new QueueUse(EnumSet.of(QueueRight.READ, QueueRight.DELETE), null);

    static QueueUse ofConsumer(PgmqConfiguration options) {
        Set<QueueRight> rights = EnumSet.of(QueueRight.READ);
        String archivedBy = null;
        if (options.getMaxDeliveries() > 0 && options.getDeadLetterQueue() == null) {
            archivedBy = "maxDeliveries without deadLetterQueue";
        } else if (options.getMaxDeliveries() > 0) {
            rights.add(QueueRight.DELETE);
        }
        switch (options.getAckMode()) {
            case archive -> archivedBy = "ackMode=archive";
            case delete -> rights.add(QueueRight.DELETE);
            case none -> {
                // The producer that acknowledges for the route has a check of its own.
            }
        }
        if (archivedBy != null) {
            rights.add(QueueRight.ARCHIVE);
        }
        return new QueueUse(rights, archivedBy);
    }

    static QueueUse ofProducer(PgmqOperation operation) {
        return switch (operation) {
            case send, sendBatch -> SENDING;
            case read, setVisibilityTimeout -> new QueueUse(EnumSet.of(QueueRight.READ), null);
            case pop -> new QueueUse(EnumSet.of(QueueRight.READ, QueueRight.DELETE), null);
            case delete -> new QueueUse(EnumSet.of(QueueRight.DELETE), null);
            case archive -> new QueueUse(EnumSet.of(QueueRight.ARCHIVE), "operation=archive");
            default -> new QueueUse(EnumSet.noneOf(QueueRight.class), null);
        };
    }

    /**
     * Checks that this PGMQ can do what a producer is for.
     *
     * @throws io.github.camelpgmq.component.pgmq.client.UnsupportedFeatureException if not, with the version that can
     */
    static void checkOperation(PgmqConfiguration options, Capabilities capabilities) {
        switch (options.getOperation()) {
            case sendTopic, bindTopic, unbindTopic, listTopicBindings ->
                capabilities.require(PgmqFeature.TOPICS, "operation=" + options.getOperation());
            case pop -> {
                if (options.getQuantity() > 1) {
                    capabilities.require(PgmqFeature.POP_QUANTITY, "quantity=" + options.getQuantity());
                }
            }
            default -> {
                // Every version from 1.5 has these.
            }
        }
    }

    /**
     * Checks the rights, and warns of a queue that cannot be archived reliably.
     *
     * @throws io.github.camelpgmq.component.pgmq.client.AccessDeniedException if a right is missing
     */
    void check(Connection connection, QueueName queue) throws SQLException {
        QueueRights.require(connection, queue, rights);
        if (archivedBy != null && QueueCatalog.isUnlogged(connection, queue)) {
            LOG.warn(
                    "Queue '{}' is unlogged but messages go to its archive ({}): a crash of the server starts the queue's"
                            + " ids again while the archive keeps the old ones, and then archiving fails. Use"
                            + " ackMode=delete and a deadLetterQueue, or a queue that is not unlogged",
                    queue,
                    archivedBy);
        }
    }
}
