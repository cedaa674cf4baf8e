/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The reply queues of this JVM, one for each domain that requests go to, made when the first request is sent. */
final class ReplyInboxes {

    private final CommandBusComponent component;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, ReplyInbox> inboxes = new HashMap<>();

    ReplyInboxes(CommandBusComponent component) {
        this.component = component;
    }

    ReplyInbox of(String domain) throws Exception {
        lock.lock();
        try {
            ReplyInbox inbox = inboxes.get(domain);
            if (inbox == null) {
                inbox = new ReplyInbox(component, domain);
                inboxes.put(domain, inbox);
            }
            return inbox;
        } finally {
            lock.unlock();
        }
    }

    void close() throws Exception {
        lock.lock();
        try {
            for (ReplyInbox inbox : inboxes.values()) {
                inbox.close();
            }
            inboxes.clear();
        } finally {
            lock.unlock();
        }
    }
}
