/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks, when a consumer starts, whether its HikariCP pool has the connections that all consumers started so far need:
 * one to fetch for each, one to listen for all, and one per handler of a transacted consumer. A pool that cannot even
 * serve the connections that are held for good and one handler is refused, one that only makes handlers wait for each
 * other gives a WARN. Other data sources are not checked. Thread-safe.
 */
public final class ConnectionBudget {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionBudget.class);
    /** What HikariCP takes when nothing is set. */
    private static final int HIKARI_DEFAULT = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Demand> demands = new IdentityHashMap<>();

    /**
     * What a consumer takes from a pool.
     *
     * @param name names the consumer in messages
     * @param handlers connections of handlers that run at once, 0 if they take none
     * @param listens whether it needs the pool's LISTEN connection
     */
    public record Demand(String name, DataSource pool, int handlers, boolean listens) {}

    /**
     * Adds a consumer's demand, in place of an older one of the same consumer.
     *
     * @throws IllegalArgumentException if the pool is too small to work at all; then the demand is not added
     */
    public void reserve(Object consumer, Demand demand) {
        HikariDataSource pool = hikari(demand.pool());
        if (pool == null) {
            return;
        }
        lock.lock();
        try {
            Demand before = demands.put(consumer, demand);
            List<Demand> all = new ArrayList<>(demands.values());
            all.removeIf(other -> hikari(other.pool()) != pool);
            try {
                check(pool, all);
            } catch (IllegalArgumentException e) {
                demands.remove(consumer);
                if (before != null) {
                    demands.put(consumer, before);
                }
                throw e;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes a consumer's demand back. */
    public void release(Object consumer) {
        lock.lock();
        try {
            demands.remove(consumer);
        } finally {
            lock.unlock();
        }
    }

    private static void check(HikariDataSource pool, Collection<Demand> all) {
        int size = pool.getMaximumPoolSize() > 0 ? pool.getMaximumPoolSize() : HIKARI_DEFAULT;
        int listen = all.stream().anyMatch(Demand::listens) ? 1 : 0;
        int held = all.size() + listen;
        int handlers = all.stream().mapToInt(Demand::handlers).sum();
        if (size >= held + handlers) {
            return;
        }
        String message =
                "The pool '%s' has maximumPoolSize=%d, but its consumers need %d connections: %d to fetch + %d to"
                                .formatted(pool.getPoolName(), size, held + handlers, all.size(), listen)
                        + " listen + %d for transacted handlers (%s). Set maximumPoolSize to at least %d, or lower concurrentConsumers"
                                .formatted(handlers, names(all), held + handlers);
        if (size < held + Math.min(1, handlers)) {
            throw new IllegalArgumentException(message);
        }
        LOG.warn("{}; until then handlers wait for each other's connections", message);
    }

    private static String names(Collection<Demand> all) {
        return all.stream()
                .map(demand -> demand.name() + (demand.handlers() > 0 ? ": " + demand.handlers() : ""))
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static HikariDataSource hikari(DataSource dataSource) {
        if (dataSource instanceof HikariDataSource hikari) {
            return hikari;
        }
        try {
            return dataSource.isWrapperFor(HikariDataSource.class) ? dataSource.unwrap(HikariDataSource.class) : null;
        } catch (SQLException | RuntimeException e) {
            LOG.debug("Cannot tell whether the data source is a HikariCP pool: {}", e.toString());
            return null;
        }
    }
}
