/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.notify.Backoff;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes, on a connection of its own, what finishes while the engine's loop is busy with the database: reading and
 * writing then go on side by side. It takes a connection only for that and gives it back soon after. What it cannot
 * write it leaves to the loop, which is the one to report troubles.
 */
final class SurplusWriter<D extends Delivery, S> implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SurplusWriter.class);

    /** How long it keeps a connection that it does not need. */
    private static final long IDLE_NANOS = Duration.ofSeconds(5).toNanos();

    private final DeliverySettings settings;
    private final DataSource dataSource;
    private final DeliveryStore<D, S> store;
    private final DeliveryAgenda<D, S> agenda;
    private final AtomicLong lostLeases;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(30));

    SurplusWriter(
            DeliverySettings settings,
            DataSource dataSource,
            DeliveryStore<D, S> store,
            DeliveryAgenda<D, S> agenda,
            AtomicLong lostLeases) {
        this.settings = settings;
        this.dataSource = dataSource;
        this.store = store;
        this.agenda = agenda;
        this.lostLeases = lostLeases;
    }

    @Override
    public void run() {
        try (EngineConnection connection = new EngineConnection(dataSource, store, settings.visibilityTimeout())) {
            while (!agenda.stopping()) {
                if (agenda.awaitSurplus(IDLE_NANOS)) {
                    writeOrLeave(connection);
                } else {
                    connection.giveBack();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeOrLeave(EngineConnection connection) throws InterruptedException {
        List<Settled<D, S>> settled = List.of();
        try {
            // What waits for a connection of an exhausted pool might lose its lease.
            connection.get();
            settled = agenda.takeSurplus();
            if (!settled.isEmpty()) {
                write(connection, settled);
            }
            backoff.reset();
        } catch (SQLException | RuntimeException | Error e) {
            LOG.debug("{}: {} ends of deliveries are left to the loop", settings.name(), settled.size(), e);
            connection.discard();
            agenda.surplusFailed(settled, backoff.next());
        }
    }

    private void write(EngineConnection connection, List<Settled<D, S>> settled) throws SQLException {
        List<S> settlements = settled.stream().map(Settled::settlement).toList();
        lostLeases.addAndGet(
                store.settleAndFetch(connection.get(), settlements, 0).lost());
        agenda.surplusWritten(settled);
    }
}
