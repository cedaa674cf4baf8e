/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import io.github.camelpgmq.component.pgmq.client.PgmqMessage;
import io.github.camelpgmq.component.pgmq.client.QueueCatalog;
import io.github.camelpgmq.component.pgmq.client.QueueName;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reply queue of one JVM alone, dropped at its end. It holds an invisible message, the marker, whose visibility timeout
 * its owner renews. When the owner has died the marker's time runs out, and the next one who starts drops the queue.
 */
final class TemporaryReplyQueue extends ReplyQueue {

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryReplyQueue.class);

    /** How long a queue outlives its owner. */
    static final Duration LEASE = Duration.ofMinutes(10);

    private static final Duration RENEWAL = Duration.ofMinutes(2);
    /** When a queue without a marker is given up: a crash of the server empties it, its owner marks it anew. */
    private static final Duration OLD = Duration.ofHours(1);

    private boolean swept;

    TemporaryReplyQueue(QueueName name) {
        super(name, RENEWAL);
    }

    @Override
    Map<String, Object> requestHeaders() {
        return Map.of();
    }

    @Override
    String opening() {
        return "create reply queue '" + name()
                + "' (which takes GRANT CREATE ON SCHEMA pgmq and GRANT SELECT, INSERT, DELETE ON pgmq.meta)";
    }

    @Override
    void open(Connection connection) throws SQLException {
        ReplyStatements.createTemporary(connection, name(), LEASE);
    }

    @Override
    void close(Connection connection) throws SQLException {
        QueueCatalog.drop(connection, name());
    }

    @Override
    void upkeep(Connection connection) throws SQLException {
        if (!QueueCatalog.exists(connection, name())) {
            LOG.warn("Reply queue '{}' was dropped while it was in use, with the replies in it; created again", name());
        }
        ReplyStatements.createTemporary(connection, name(), LEASE);
        if (!swept) {
            swept = true;
            sweep(connection);
        }
    }

    @Override
    List<PgmqMessage> take(Connection connection, int limit) throws SQLException {
        return ReplyStatements.takeAll(connection, name(), limit);
    }

    /** Drops what others have left behind. */
    private static void sweep(Connection connection) throws SQLException {
        for (ReplyStatements.Candidate candidate : ReplyStatements.temporaryQueues(connection, OLD)) {
            try {
                if (ReplyStatements.isDead(connection, candidate)
                        && ReplyStatements.dropIfDead(connection, candidate)) {
                    LOG.info("Dropped reply queue '{}', whose owner is gone", candidate.queue());
                }
            } catch (SQLException e) {
                // It is in use, just gone or another role's.
                LOG.debug("Reply queue '{}' was not dropped: {}", candidate.queue(), e.getMessage());
            }
        }
    }
}
