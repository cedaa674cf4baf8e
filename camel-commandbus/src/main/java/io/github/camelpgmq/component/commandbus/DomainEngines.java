/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** The engines of a component, one for each domain that is consumed from. Thread-safe. */
final class DomainEngines {

    private final CommandBusComponent component;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, DomainEngine> engines = new HashMap<>();

    DomainEngines(CommandBusComponent component) {
        this.component = component;
    }

    /**
     * The engine of the consumer's domain, made for the first one.
     *
     * @throws IllegalArgumentException if the options that belong to the domain differ from the first consumer's, or the
     *     pool of connections is too small
     */
    DomainEngine join(CommandBusEndpoint endpoint, String type, CommandHandler handler) throws InterruptedException {
        DeliverySettings settings = endpoint.getConfiguration().settings("commandbus:" + endpoint.getDomain());
        lock.lock();
        try {
            DomainEngine engine = engines.get(endpoint.getDomain());
            if (engine == null) {
                engine = new DomainEngine(component, endpoint, settings);
                engines.put(endpoint.getDomain(), engine);
            } else if (!engine.settings().equals(settings)) {
                throw new IllegalArgumentException("The consumers of domain '" + endpoint.getDomain()
                        + "' share one engine, so their visibilityTimeout, extendMessageVisibility, "
                        + "maxVisibilityExtension, maxMessagesPerPoll and pollInterval must be the same: "
                        + engine.settings() + " is not " + settings);
            }
            try {
                engine.add(type, handler);
            } finally {
                endIfUnused(engine, endpoint.getDomain());
            }
            return engine;
        } finally {
            lock.unlock();
        }
    }

    /** The engine of a domain, or null if nothing consumes from it. */
    DomainEngine of(String domain) {
        lock.lock();
        try {
            return engines.get(domain);
        } finally {
            lock.unlock();
        }
    }

    /** The domains that are consumed from, in the order of their names. */
    List<String> domains() {
        lock.lock();
        try {
            return engines.keySet().stream().sorted().toList();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a consumer off its engine and ends the engine with the last one. */
    void leave(DomainEngine engine, String domain, String type) throws InterruptedException {
        lock.lock();
        try {
            engine.remove(type);
            endIfUnused(engine, domain);
        } finally {
            lock.unlock();
        }
    }

    private void endIfUnused(DomainEngine engine, String domain) throws InterruptedException {
        if (engine.isUnused()) {
            engines.remove(domain);
            engine.stop();
        }
    }
}
