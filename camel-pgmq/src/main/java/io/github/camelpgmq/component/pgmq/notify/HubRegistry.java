/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.notify;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;

/**
 * The hubs of one CamelContext, as a service of it: Camel stops its services after routes, endpoints and components. A context that starts again
 * gets a new one. Thread-safe.
 */
final class HubRegistry implements Service {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<DataSource, NotificationHub> hubs = new IdentityHashMap<>();

    static HubRegistry of(CamelContext context) {
        return ContextService.of(context, HubRegistry.class, HubRegistry::new);
    }

    NotificationHub hub(CamelContext context, DataSource dataSource, DataSource listenDataSource) {
        lock.lock();
        try {
            NotificationHub hub = hubs.get(dataSource);
            if (hub == null || hub.isClosed()) {
                hub = new NotificationHub(dataSource, context.getExecutorServiceManager()::newThread, Timings.DEFAULT);
                hubs.put(dataSource, hub);
            }
            hub.listenThrough(listenDataSource);
            return hub;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        // Hubs start with their first use.
    }

    @Override
    public void stop() {
        List<NotificationHub> ending;
        lock.lock();
        try {
            ending = new ArrayList<>(hubs.values());
            hubs.clear();
        } finally {
            lock.unlock();
        }
        ending.forEach(NotificationHub::close);
    }
}
