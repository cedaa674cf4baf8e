/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The wake-ups of one database: one LISTEN connection for all consumers, and one NOTIFY after the commits of all producers. There is one hub per
 * CamelContext and data source, shared by the components. Notifications only make things faster: whoever waits for one has to poll as well.
 *
 * <p>Thread-safe. Neither the connection nor a thread exists before it is needed.
 */
public final class NotificationHub {

    private static final Logger LOG = LoggerFactory.getLogger(NotificationHub.class);
    /** For wake-ups between the contexts of this JVM. Weak, because a context may be dropped without a stop. */
    private static final List<WeakReference<NotificationHub>> LIVE = new CopyOnWriteArrayList<>();

    private final DataSource dataSource;
    private final AtomicReference<DataSource> listenDataSource = new AtomicReference<>();
    private final ChannelRegistry registry = new ChannelRegistry();
    private final ListenLoop listener;
    private final PostCommitNotifier notifier;
    private final AtomicBoolean badNameLogged = new AtomicBoolean();
    private volatile boolean closed;

    NotificationHub(DataSource dataSource, ThreadSource threads, Timings timings) {
        this.dataSource = dataSource;
        NotifySender sender = new JdbcNotifySender(dataSource, timings.networkTimeout());
        this.listener = new ListenLoop(
                () -> Optional.ofNullable(listenDataSource.get()).orElse(dataSource),
                sender,
                registry,
                threads,
                timings);
        this.notifier = new PostCommitNotifier(sender, threads, timings);
        LIVE.removeIf(reference -> reference.get() == null);
        LIVE.add(new WeakReference<>(this));
    }

    /**
     * The hub of this database, made on first use. It is stopped with the context, after routes, endpoints and components: a component that owns the
     * data source calls {@link #close()} before it closes that. After a stop this method gives a new hub, so it is to be called at every start.
     *
     * @param dataSource       the database; its identity decides, so it has to be unwrapped. One connection is borrowed for each NOTIFY
     * @param listenDataSource where LISTEN gets its one connection, held while anyone is subscribed; null for {@code dataSource}. The first one given
     *                         for a data source counts
     */
    public static NotificationHub of(CamelContext context, DataSource dataSource, DataSource listenDataSource) {
        Objects.requireNonNull(context, "context");
        Objects.requireNonNull(dataSource, "dataSource");
        return HubRegistry.of(context).hub(context, dataSource, listenDataSource);
    }

    /** Used from the next connection on, if none was given before. */
    void listenThrough(DataSource other) {
        if (other == null) {
            return;
        }
        DataSource before = listenDataSource.compareAndExchange(null, other);
        if (before != null && before != other) {
            LOG.warn(
                    "Ignoring a second listenDataSource for the same dataSource: all consumers of a database share one LISTEN"
                            + " connection, configure the same listenDataSource everywhere");
        }
    }

    /**
     * Wakes on notifications of the database, on {@link #wakeLocally local wake-ups}, and once after LISTEN has taken effect, again after each
     * reconnect. LISTEN happens on another thread, so this method does not fail when the database is away.
     *
     * @param wakeUp has to be quick and may be called from any thread, also by several at once; what it throws is logged and ignored
     * @throws IllegalArgumentException if the channel's name is empty, longer than 63 bytes or not valid text
     * @throws IllegalStateException    if the hub is closed
     */
    public Subscription subscribe(String channel, Runnable wakeUp) {
        return subscribe(channel, wakeUp, true);
    }

    /**
     * Wakes on {@link #wakeLocally local wake-ups} only, without LISTEN.
     *
     * @param wakeUp see {@link #subscribe}
     * @throws IllegalArgumentException see {@link #subscribe}
     * @throws IllegalStateException    if the hub is closed
     */
    public Subscription subscribeLocally(String channel, Runnable wakeUp) {
        return subscribe(channel, wakeUp, false);
    }

    private Subscription subscribe(String channel, Runnable wakeUp, boolean listens) {
        if (closed) {
            throw new IllegalStateException(
                    "This NotificationHub is closed: get the current one by NotificationHub.of");
        }
        Subscriber subscriber = registry.add(ChannelName.check(channel), wakeUp, listens);
        listener.subscriptionsChanged();
        return () -> {
            registry.remove(subscriber);
            listener.subscriptionsChanged();
        };
    }

    /** Wakes the channel's subscribers in this JVM, in every CamelContext that uses the same data source. No SQL. */
    public void wakeLocally(String channel) {
        for (WeakReference<NotificationHub> reference : LIVE) {
            NotificationHub hub = reference.get();
            if (hub != null && hub.dataSource == dataSource) {
                hub.registry.wakeLocally(channel);
            }
        }
    }

    /**
     * To be called after the commit of something that the channel's consumers wait for: wakes those in this JVM at once, the others by a NOTIFY that
     * another thread sends for all channels together, at most every 5 ms. Neither waits for the database nor throws, as the caller's work is done
     * already: a channel that PostgreSQL cannot notify is left to polling with one WARN.
     */
    public void notifyAfterCommit(String channel) {
        wakeLocally(channel);
        Optional<String> problem = ChannelName.problem(channel);
        if (problem.isEmpty()) {
            notifier.mark(channel);
        } else if (badNameLogged.compareAndSet(false, true)) {
            LOG.warn("No NOTIFY, its consumers in other JVMs live on polling: {}", problem.get());
        }
    }

    /**
     * Notifies in the transaction of this connection, so that nothing is lost when the process dies right after the commit. All transactions of a
     * database that do so wait for each other at their commits: {@link #notifyAfterCommit} is for senders in a hurry. Consumers of this JVM that do
     * not listen need {@link #wakeLocally} after the commit.
     *
     * @throws IllegalArgumentException if PostgreSQL cannot take the name of a channel
     */
    public static void notifyWithCommit(Connection connection, Collection<String> channels) throws SQLException {
        channels.forEach(ChannelName::check);
        if (!channels.isEmpty()) {
            JdbcNotifySender.send(connection, channels);
        }
    }

    /** Whether notifications arrive. Does not ask the database. */
    public ListenStatus status() {
        return listener.status();
    }

    /**
     * Sends the last NOTIFY, closes the LISTEN connection and ends the threads, waiting some seconds at most. The context does this when it stops; a
     * second call does nothing. Subscriptions need not be closed before.
     */
    public void close() {
        closed = true;
        LIVE.removeIf(reference -> reference.get() == null || reference.get() == this);
        notifier.close();
        listener.close();
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends with {@link #close()}, which may be called more than once and from any thread. */
    public interface Subscription extends AutoCloseable {

        /** No wake-ups after this, except one that is under way. */
        @Override
        void close();
    }
}
