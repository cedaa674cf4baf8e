/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * PGMQ for code without routes: plain JDBC over PGMQ's functions. Thread-safe; each call takes a connection from the
 * data source and gives it back. With a transaction-aware data source a call joins the caller's transaction.
 *
 * <p>Every method throws {@link PgmqException} if the database refuses or cannot be reached.
 */
public final class PgmqClient {

    private final DataSource dataSource;

    public PgmqClient(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * Sends a message ({@code pgmq.send}).
     *
     * @param body JSON text
     * @param headers JSON text of an object, or null
     * @param delay how long the message stays invisible, or null for not at all
     * @return the message id
     */
    public long send(QueueName queue, String body, String headers, Duration delay) {
        return call("send to", queue, c -> new QueueStatements(queue).send(c, body, headers, delay));
    }

    /**
     * Reads and leases messages ({@code pgmq.read}).
     *
     * @param visibilityTimeout the lease, in whole seconds
     * @param limit the most messages to read
     */
    public List<PgmqMessage> read(QueueName queue, Duration visibilityTimeout, int limit) {
        return call("read from", queue, c -> new QueueStatements(queue).read(c, visibilityTimeout, limit));
    }

    /**
     * Deletes or archives messages whose lease still holds, unlike {@code pgmq.delete}, which does not ask.
     *
     * @return the leases that held; the others were lost to another reader
     */
    public Set<Lease> acknowledge(QueueName queue, Acknowledgement how, Collection<Lease> leases) {
        return call("acknowledge in", queue, c -> new QueueStatements(queue).acknowledge(c, how, leases));
    }

    /** Creates the queue unless it exists ({@code pgmq.create}); true if this call created it. */
    public boolean createQueue(QueueName queue) {
        return call("create", queue, c -> QueueCatalog.createIfMissing(c, queue));
    }

    /** Drops the queue with its messages ({@code pgmq.drop_queue}); false if there was none. */
    public boolean dropQueue(QueueName queue) {
        return call("drop", queue, c -> QueueCatalog.drop(c, queue));
    }

    /** The queue's metrics ({@code pgmq.metrics}); it counts rows, so ask seldom. */
    public QueueMetrics metrics(QueueName queue) {
        return call("measure", queue, c -> QueueCatalog.metrics(c, queue));
    }

    private <T> T call(String what, QueueName queue, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new PgmqException("Could not " + what + " queue '" + queue + "': " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
