/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.notify.ContextService;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;

/** The components that the handling Kamelets of a context share, one for each database and user. Thread-safe. */
final class HandlerDatabases implements Service {

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, Shared> components = new HashMap<>();

    private HandlerDatabases() {}

    /** Those of this context, made on first use. */
    static HandlerDatabases of(CamelContext context) {
        return ContextService.of(context, HandlerDatabases.class, HandlerDatabases::new);
    }

    /** What must be the same. */
    private record Settings(
            String jdbcUrl,
            String username,
            String password,
            int maximumPoolSize,
            boolean autoCreateSchema,
            boolean autoCreateQueue,
            CommandBusComponent.AckMode ackMode) {

        static Settings of(CommandBusComponent component) {
            return new Settings(
                    component.getJdbcUrl(),
                    component.getUsername(),
                    component.getPassword(),
                    component.getMaximumPoolSize(),
                    component.isAutoCreateSchema(),
                    component.isAutoCreateQueue(),
                    component.getAckMode());
        }

        /** Without the password. */
        @Override
        public String toString() {
            return "maximumPoolSize=" + maximumPoolSize + ", autoCreateSchema=" + autoCreateSchema
                    + ", autoCreateQueue=" + autoCreateQueue + ", ackMode=" + ackMode;
        }
    }

    private record Key(String jdbcUrl, String username) {}

    private record Shared(Settings settings, CommandBusComponent component) {}

    /**
     * The component for a database and its user: the first that was offered.
     *
     * @param offered the settings that are wanted
     * @param open gives the one offered to the context's care
     * @throws IllegalArgumentException if there is one already, with other settings
     */
    CommandBusComponent component(CommandBusComponent offered, Supplier<CommandBusComponent> open) {
        Settings settings = Settings.of(offered);
        lock.lock();
        try {
            Shared shared = components.computeIfAbsent(
                    new Key(settings.jdbcUrl(), settings.username()), key -> new Shared(settings, open.get()));
            if (!shared.settings().equals(settings)) {
                throw new IllegalArgumentException(
                        "The Kamelets that handle commands share one pool for each jdbcUrl and username, so their"
                                + " password, maximumPoolSize, autoCreateSchema, autoCreateQueue and ackMode must be the same: "
                                + shared.settings() + " is not " + settings
                                + (shared.settings().toString().equals(settings.toString())
                                        ? " (the passwords differ)"
                                        : ""));
            }
            return shared.component();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        // Nothing to do before the first use.
    }

    @Override
    public void stop() {
        components.clear();
    }
}
