/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.reply;

import io.github.camelpgmq.component.pgmq.client.QueueName;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;

/**
 * The inboxes of a component, each made when the first request needs it. A closed one can be used again. Thread-safe.
 *
 * @param <R> a reply
 */
public final class ReplyInboxes<R> {

    private final CamelContext context;
    private final ReplyReader<R> reader;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DataSource, Map<String, ReplyInbox<R>>> inboxes = new IdentityHashMap<>();

    public ReplyInboxes(CamelContext context, ReplyReader<R> reader) {
        this.context = context;
        this.reader = reader;
    }

    /**
     * An inbox with a queue that this call creates and {@link #close()} drops ({@code pgmq.create_unlogged},
     * {@code pgmq.drop_queue}); if neither happens because the process dies, another one that starts drops it after ten
     * minutes.
     *
     * @param database not transaction-aware
     * @param owner what the queue's name begins with: {@code <owner>__replies_<random>}
     * @throws io.github.camelpgmq.component.pgmq.client.AccessDeniedException if the role must not create queues
     * @throws io.github.camelpgmq.component.pgmq.client.PgmqException if the queue cannot be created
     */
    public ReplyInbox<R> temporary(DataSource database, NotificationHub hub, String owner) {
        return of(database, hub, "temporary " + owner, () -> new TemporaryReplyQueue(TemporaryQueueName.next(owner)));
    }

    /**
     * An inbox on a queue that others may use, too.
     *
     * @param database not transaction-aware
     * @throws io.github.camelpgmq.component.pgmq.client.QueueNotFoundException if there is no such queue
     */
    public ReplyInbox<R> shared(DataSource database, NotificationHub hub, QueueName queue) {
        return of(database, hub, "shared " + queue, () -> new SharedReplyQueue(queue));
    }

    /** Fails all who wait, and drops temporary queues. */
    public void close() {
        List<ReplyInbox<R>> ending = new ArrayList<>();
        lock.lock();
        try {
            inboxes.values().forEach(ofDatabase -> ending.addAll(ofDatabase.values()));
            inboxes.clear();
        } finally {
            lock.unlock();
        }
        ending.forEach(ReplyInbox::close);
    }

    private ReplyInbox<R> of(DataSource database, NotificationHub hub, String key, Supplier<ReplyQueue> queue) {
        lock.lock();
        try {
            Map<String, ReplyInbox<R>> ofDatabase = inboxes.computeIfAbsent(database, any -> new HashMap<>());
            ReplyInbox<R> inbox = ofDatabase.get(key);
            if (inbox == null) {
                ReplyQueue opened = queue.get();
                opened.open(database);
                inbox = new ReplyInbox<>(opened, database, hub, context.getExecutorServiceManager(), reader);
                ofDatabase.put(key, inbox);
            }
            return inbox;
        } finally {
            lock.unlock();
        }
    }
}
