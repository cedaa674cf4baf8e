/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.metrics;

import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that is sampled of one database at one interval. Thread-safe; the database is asked by one thread. */
final class SampledDatabase {

    private static final Logger LOG = LoggerFactory.getLogger(SampledDatabase.class);
    private static final int TIMEOUT_SECONDS = 10;
    private static final long GATHERING_MILLIS = 100;

    private final DataSource database;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Object, Entry> entries = new LinkedHashMap<>();
    private final AtomicBoolean soon = new AtomicBoolean();
    private final OutageLog outage = new OutageLog(LOG);
    private Future<?> schedule;

    private static final class Entry {
        private final Sampled sampled;
        private int users = 1;

        private Entry(Sampled sampled) {
            this.sampled = sampled;
        }
    }

    SampledDatabase(DataSource database) {
        this.database = database;
    }

    /** Whether it is new. */
    boolean add(Object key, Supplier<Sampled> make) {
        lock.lock();
        try {
            Entry entry = entries.get(key);
            if (entry != null) {
                entry.users++;
                return false;
            }
            entries.put(key, new Entry(make.get()));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Whether nothing is left. */
    boolean remove(Object key) {
        lock.lock();
        try {
            Entry entry = entries.get(key);
            if (entry != null && --entry.users == 0) {
                entries.remove(key);
                entry.sampled.close();
            }
            return entries.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    void start(ScheduledExecutorService thread, Duration interval) {
        schedule = thread.scheduleWithFixedDelay(
                this::sample, GATHERING_MILLIS, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Samples ahead of time, for what was added; once for what comes together. */
    void soon(ScheduledExecutorService thread) {
        if (soon.compareAndSet(false, true)) {
            thread.schedule(this::sample, GATHERING_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    void stop() {
        if (schedule != null) {
            schedule.cancel(false);
        }
        lock.lock();
        try {
            entries.values().forEach(entry -> entry.sampled.close());
            entries.clear();
        } finally {
            lock.unlock();
        }
    }

    private void sample() {
        soon.set(false);
        List<Sampled> all = all();
        if (all.isEmpty()) {
            return;
        }
        try (Connection connection = StatementDataSource.open(database)) {
            if (sampleTogether(connection, all)) {
                outage.recovered("The sizes of queues can be sampled again");
            }
        } catch (SQLException | RuntimeException | Error e) {
            // Also after an Error: nobody would start this again.
            failed(e);
            all.forEach(one -> one.read(Double.NaN, Double.NaN));
        }
    }

    private boolean sampleTogether(Connection connection, List<Sampled> all) throws SQLException {
        try {
            read(connection, all);
            return true;
        } catch (SQLException e) {
            if (all.size() == 1 || !connection.isValid(TIMEOUT_SECONDS)) {
                throw e;
            }
            failed(e);
        }
        // One that is gone must not hide the others.
        for (Sampled one : all) {
            try {
                read(connection, List.of(one));
            } catch (SQLException e) {
                one.read(Double.NaN, Double.NaN);
            }
        }
        return false;
    }

    private static void read(Connection connection, List<Sampled> all) throws SQLException {
        List<String> selects = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            selects.add(
                    "SELECT " + i + " AS nr, s.size, s.age FROM (" + all.get(i).select(connection) + ") AS s");
        }
        try (PreparedStatement statement = connection.prepareStatement(String.join("\nUNION ALL\n", selects))) {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.get(rows.getInt("nr")).read(number(rows, "size"), number(rows, "age"));
                }
            }
        }
    }

    private static double number(ResultSet row, String column) throws SQLException {
        double number = row.getDouble(column);
        return row.wasNull() ? Double.NaN : number;
    }

    private List<Sampled> all() {
        lock.lock();
        try {
            return entries.values().stream().map(entry -> entry.sampled).toList();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Throwable e) {
        outage.failed(
                "The sizes of queues could not be sampled, their meters read NaN until they can: {}",
                OutageLog.describe(e));
    }
}
