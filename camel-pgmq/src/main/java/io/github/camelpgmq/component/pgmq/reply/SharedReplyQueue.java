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
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reply queue that any number of JVMs share. Each takes the replies that carry its own requester id; those whose
 * requester is gone are deleted when they are an hour old.
 */
final class SharedReplyQueue extends ReplyQueue {

    private static final Logger LOG = LoggerFactory.getLogger(SharedReplyQueue.class);
    private static final Duration CLEANING = Duration.ofMinutes(5);
    private static final Duration ABANDONED = Duration.ofHours(1);
    private static final int CHUNK = 1000;
    private static final int CHUNKS = 10;

    private final String requester = UUID.randomUUID().toString();

    SharedReplyQueue(QueueName name) {
        super(name, CLEANING);
    }

    @Override
    Map<String, Object> requestHeaders() {
        return Map.of(ReplyHeaders.REQUESTER, requester);
    }

    @Override
    String opening() {
        return "open reply queue '" + name() + "'";
    }

    @Override
    void open(Connection connection) throws SQLException {
        QueueCatalog.requireQueue(connection, name());
    }

    @Override
    void close(Connection connection) {
        // Others use it.
    }

    @Override
    void upkeep(Connection connection) throws SQLException {
        int deleted = 0;
        int chunk = CHUNK;
        for (int i = 0; i < CHUNKS && chunk == CHUNK; i++) {
            chunk = ReplyStatements.purge(connection, name(), ABANDONED, CHUNK);
            deleted += chunk;
        }
        if (deleted > 0) {
            LOG.info("Deleted {} replies from queue '{}' that nobody has taken for {}", deleted, name(), ABANDONED);
        }
    }

    @Override
    List<PgmqMessage> take(Connection connection, int limit) throws SQLException {
        return ReplyStatements.takeOwn(connection, name(), requester, limit);
    }
}
