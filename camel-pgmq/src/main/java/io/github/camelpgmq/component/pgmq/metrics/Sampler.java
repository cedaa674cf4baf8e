/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import io.github.camelpgmq.component.pgmq.notify.ContextService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;

/**
 * Asks the databases of a CamelContext how much there is, in the background: one statement for each database and
 * interval, however many consumers there are and however often their meters are read. A service of the context. Thread-safe.
 */
public final class Sampler implements Service {

    private final CamelContext context;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Schedule, SampledDatabase> databases = new HashMap<>();
    private ScheduledExecutorService thread;

    /** What is sampled until this is closed. */
    public interface Watch extends AutoCloseable {

        @Override
        void close();
    }

    private record Schedule(DataSource database, Duration interval) {}

    private Sampler(CamelContext context) {
        this.context = context;
    }

    /** The context's sampler, made on first use. */
    public static Sampler of(CamelContext context) {
        return ContextService.of(context, Sampler.class, () -> new Sampler(context));
    }

    /**
     * Samples until the result is closed. What has the same key in the same database is sampled once.
     *
     * @param interval the first sample is taken at once; more than zero
     * @param key identifies what is sampled
     * @param make makes it, unless it is sampled already
     */
    public Watch watch(DataSource database, Duration interval, Object key, Supplier<Sampled> make) {
        Schedule schedule = new Schedule(database, interval);
        lock.lock();
        try {
            SampledDatabase sampled = databases.get(schedule);
            if (sampled == null) {
                sampled = new SampledDatabase(database);
                databases.put(schedule, sampled);
                sampled.add(key, make);
                sampled.start(thread(), interval);
            } else if (sampled.add(key, make)) {
                // The next one of many that come together may wait for the others.
                sampled.soon(thread());
            }
        } finally {
            lock.unlock();
        }
        return () -> forget(schedule, key);
    }

    private void forget(Schedule schedule, Object key) {
        lock.lock();
        try {
            SampledDatabase sampled = databases.get(schedule);
            if (sampled != null && sampled.remove(key)) {
                databases.remove(schedule);
                sampled.stop();
            }
        } finally {
            lock.unlock();
        }
    }

    private ScheduledExecutorService thread() {
        if (thread == null) {
            thread = context.getExecutorServiceManager().newSingleThreadScheduledExecutor(this, "pgmq-metrics");
        }
        return thread;
    }

    @Override
    public void start() {
        // Begins with the first use.
    }

    @Override
    public void stop() {
        lock.lock();
        try {
            databases.values().forEach(SampledDatabase::stop);
            databases.clear();
            if (thread != null) {
                context.getExecutorServiceManager().shutdownNow(thread);
                thread = null;
            }
        } finally {
            lock.unlock();
        }
    }
}
