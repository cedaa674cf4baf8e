/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

/**
 * PGMQ for code without routes: plain JDBC over PGMQ's functions. Thread-safe; each call takes a connection from the
 * data source and gives it back. With a transaction-aware data source a call joins the caller's transaction. It never
 * commits itself: outside of a transaction the connections must be in autocommit mode, as they are by default. It does
 * not notify either: consumers find its messages by polling, or by PGMQ's insert trigger.
 *
 * <p>Visibility timeouts are whole seconds, and fractions are cut off; delays are exact. Bodies and headers are JSON text
 * as it is stored, which {@link JsonBodies#toJson} makes of any value. Empty collections are no error and do nothing.
 *
 * <p>Every method throws {@link QueueNotFoundException} if the queue does not exist, {@link AccessDeniedException} if the
 * role lacks a right, {@link DatabaseUnavailableException} if there is no connection or it is lost, and
 * {@link PgmqException} for whatever else the database refuses, such as text that is not JSON (22P02); all of them carry
 * the SQLState. What an older PGMQ lacks
 * is refused with {@link UnsupportedFeatureException}, which names the version that has it.
 */
public final class PgmqClient {

    private final DataSource dataSource;
    private volatile Capabilities capabilities;

    /** @param dataSource the database with PGMQ, which is not looked at before the first call; not closed by this class */
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
        return send(queue, new NewMessage(body, headers, Delay.of(delay)));
    }

    /**
     * Sends a message ({@code pgmq.send}).
     *
     * @return the message id
     */
    public long send(QueueName queue, NewMessage message) {
        return call("send to", queue, c -> SendStatements.send(c, queue, message));
    }

    /**
     * Sends messages in one statement, all or none ({@code pgmq.send_batch}, or {@code pgmq.send} for each if their
     * delays differ).
     *
     * @return the message ids, in the order of the messages
     */
    public List<Long> sendBatch(QueueName queue, List<NewMessage> messages) {
        return call("send to", queue, c -> SendStatements.sendBatch(c, queue, messages));
    }

    /**
     * Sends messages to every queue bound to a matching topic pattern, in one statement ({@code pgmq.send_batch_topic},
     * PGMQ 1.11).
     *
     * @param routingKey words separated by dots, as in {@code orders.eu.created}
     * @param delay how long all of them stay invisible; delays of the messages themselves are not looked at
     * @return what was sent to which queue; empty if no queue is bound: then nobody will ever get the messages
     */
    public List<SentMessage> sendTopic(String routingKey, List<NewMessage> messages, Delay delay) {
        return call("send to topic '" + routingKey + "'", c -> {
            require(c, PgmqFeature.TOPICS, "Sending to a topic");
            return SendStatements.sendTopic(c, routingKey, messages, delay);
        });
    }

    /**
     * Reads and leases messages ({@code pgmq.read}).
     *
     * @param visibilityTimeout the lease, in whole seconds
     * @param limit the most messages to read
     * @return what was read, oldest id first; empty if nothing is visible
     */
    public List<PgmqMessage> read(QueueName queue, Duration visibilityTimeout, int limit) {
        return read(queue, Selection.ALL, visibilityTimeout, limit);
    }

    /**
     * Reads and leases messages ({@code pgmq.read}, {@code pgmq.read_grouped_head}).
     *
     * @param selection which messages
     * @param visibilityTimeout the lease, in whole seconds
     * @param limit the most messages to read
     * @return what was read, oldest id first
     */
    public List<PgmqMessage> read(QueueName queue, Selection selection, Duration visibilityTimeout, int limit) {
        return call("read from", queue, c -> {
            if (selection.headOfGroup()) {
                require(c, PgmqFeature.READ_GROUPED_HEAD, "Reading in groups");
            }
            return new QueueStatements(queue, selection).read(c, visibilityTimeout, limit);
        });
    }

    /**
     * Reads and deletes messages at once ({@code pgmq.pop}): at most once, what is not handled after it is lost.
     *
     * @param limit the most messages; more than 1 needs PGMQ 1.7
     * @return what was read, oldest id first
     */
    public List<PgmqMessage> pop(QueueName queue, int limit) {
        return call("pop from", queue, c -> {
            if (limit != 1) {
                require(c, PgmqFeature.POP_QUANTITY, "Popping more than one message");
            }
            return MessageStatements.pop(c, queue, limit);
        });
    }

    /**
     * Looks at the oldest messages, visible or not, and changes nothing (a plain SELECT). Their leases are not the caller's:
     * whoever acknowledges with one of them takes the message from its reader.
     *
     * @param limit the most messages
     * @return oldest id first
     */
    public List<PgmqMessage> browse(QueueName queue, int limit) {
        return call("browse", queue, c -> new QueueStatements(queue).browse(c, limit));
    }

    /**
     * Deletes ({@code DELETE}, since {@code pgmq.delete} does not ask for the lease) or archives ({@code pgmq.archive}, with
     * the rows locked first) messages whose lease still holds.
     *
     * @param leases from {@link PgmqMessage#lease()}
     * @return the leases that held; the others were lost to another reader
     */
    public Set<Lease> acknowledge(QueueName queue, Acknowledgement how, Collection<Lease> leases) {
        return call("acknowledge in", queue, c -> new QueueStatements(queue).acknowledge(c, how, leases));
    }

    /**
     * Gives leases that still hold a new end ({@code UPDATE}, since {@code pgmq.set_vt} does not ask for the lease).
     *
     * @param visibilityTimeout from now on, sooner or later than the old end; zero gives the messages back at once. Unlike
     *     with {@link #read} fractions of a second count
     * @return the leases that held; the others were lost to another reader
     */
    public Set<Lease> renew(QueueName queue, Collection<Lease> leases, Duration visibilityTimeout) {
        Map<Lease, Duration> ends = new HashMap<>();
        leases.forEach(lease -> ends.put(lease, visibilityTimeout));
        return call("renew leases in", queue, c -> new QueueStatements(queue).postpone(c, ends));
    }

    /**
     * Deletes messages, whoever holds their leases ({@code pgmq.delete}).
     *
     * @return the ids that were there
     */
    public List<Long> delete(QueueName queue, Collection<Long> ids) {
        return call("delete from", queue, c -> MessageStatements.delete(c, queue, ids));
    }

    /**
     * Moves messages to the archive, whoever holds their leases ({@code pgmq.archive}).
     *
     * @return the ids that were there
     */
    public List<Long> archive(QueueName queue, Collection<Long> ids) {
        return call("archive in", queue, c -> MessageStatements.archive(c, queue, ids));
    }

    /**
     * Makes messages visible after a time, whoever holds their leases ({@code pgmq.set_vt}).
     *
     * @param visibilityTimeout from now, in whole seconds; zero makes them visible at once
     * @return the ids that were there
     */
    public List<Long> setVisibilityTimeout(QueueName queue, Collection<Long> ids, Duration visibilityTimeout) {
        return call(
                "set the visibility timeout in",
                queue,
                c -> MessageStatements.setVisibilityTimeout(c, queue, ids, visibilityTimeout));
    }

    /** Creates the queue unless it exists ({@code pgmq.create}); true if this call created it. */
    public boolean createQueue(QueueName queue) {
        return createQueue(queue, QueueDefinition.STANDARD);
    }

    /**
     * Creates the queue unless one of this name exists, whatever its type ({@code pgmq.create},
     * {@code pgmq.create_unlogged}, {@code pgmq.create_partitioned}). Any number of callers at once create it once.
     *
     * @return whether this call created it
     */
    public boolean createQueue(QueueName queue, QueueDefinition definition) {
        return call("create", queue, c -> QueueCatalog.createIfMissing(c, queue, definition));
    }

    /** Drops the queue and its archive with their messages ({@code pgmq.drop_queue}); false if there was none. */
    public boolean dropQueue(QueueName queue) {
        return call("drop", queue, c -> QueueCatalog.drop(c, queue));
    }

    /**
     * Removes every message of the queue, leased ones too ({@code pgmq.purge_queue}). It waits for whoever uses the
     * queue and keeps everybody out meanwhile.
     *
     * @return how many there were
     */
    public long purgeQueue(QueueName queue) {
        return call("purge", queue, c -> QueueCatalog.purge(c, queue));
    }

    /** All queues, in the order of their names ({@code pgmq.list_queues}). */
    public List<QueueInfo> listQueues() {
        return call("list the queues", QueueCatalog::list);
    }

    /** The queue's metrics ({@code pgmq.metrics}); it counts rows, so ask seldom. */
    public QueueMetrics metrics(QueueName queue) {
        return call("measure", queue, c -> QueueCatalog.metrics(c, queue));
    }

    /**
     * The metrics of all queues, in the order of their names ({@code pgmq.metrics_all}); it counts the rows of each, so ask
     * seldom.
     */
    public List<QueueMetrics> metricsAll() {
        return call("measure the queues", QueueCatalog::metricsAll);
    }

    /**
     * Binds the queue to a topic pattern; again has no effect ({@code pgmq.bind_topic}, PGMQ 1.11).
     *
     * @param pattern words separated by dots; {@code *} is one word, {@code #} any number of them
     */
    public void bindTopic(String pattern, QueueName queue) {
        call("bind topic '" + pattern + "' to", queue, c -> {
            require(c, PgmqFeature.TOPICS, "Binding a topic");
            QueueCatalog.requireQueue(c, queue);
            TopicStatements.bind(c, pattern, queue);
            return null;
        });
    }

    /** Ends a binding ({@code pgmq.unbind_topic}, PGMQ 1.11); false if there was none. */
    public boolean unbindTopic(String pattern, QueueName queue) {
        return call("unbind topic '" + pattern + "' from", queue, c -> {
            require(c, PgmqFeature.TOPICS, "Unbinding a topic");
            return TopicStatements.unbind(c, pattern, queue);
        });
    }

    /** All bindings ({@code pgmq.list_topic_bindings}, PGMQ 1.11). */
    public List<TopicBinding> listTopicBindings() {
        return call("list the topic bindings", c -> {
            require(c, PgmqFeature.TOPICS, "Listing topic bindings");
            return TopicStatements.list(c);
        });
    }

    /**
     * What the PGMQ of this database can do; asked once and remembered.
     *
     * @throws PgmqNotInstalledException if it has none, or one older than 1.5
     */
    public Capabilities capabilities() {
        return call("look for PGMQ", this::capabilities);
    }

    private void require(Connection connection, PgmqFeature feature, String user) throws SQLException {
        capabilities(connection).require(feature, user);
    }

    private Capabilities capabilities(Connection connection) throws SQLException {
        Capabilities known = capabilities;
        if (known == null) {
            known = Capabilities.of(connection);
            capabilities = known;
        }
        return known;
    }

    private <T> T call(String what, QueueName queue, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw PgmqException.of(what + " queue '" + queue + "'", queue, e);
        }
    }

    private <T> T call(String what, Work<T> work) {
        try (Connection connection = dataSource.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw PgmqException.of(what, null, e);
        }
    }

    @FunctionalInterface
    private interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
