/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.notify.Backoff;
import java.sql.Connection;
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
    private static final long IDLE_NANOS = Duration.ofMillis(100).toNanos();

    /** How long it keeps one that it needs all the time: others may wait for it. */
    private static final long TURN_NANOS = Duration.ofSeconds(1).toNanos();

    /** How long it waits without a connection. */
    private static final long FOR_LONG_NANOS = Duration.ofHours(1).toNanos();

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
                if (agenda.awaitSurplus(FOR_LONG_NANOS)) {
                    takeTurn(connection);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeTurn(EngineConnection connection) throws InterruptedException {
        long begun = System.nanoTime();
        try {
            // Before anything is taken: what waits for a connection of an exhausted pool might lose its lease.
            Connection turn = connection.get();
            do {
                write(turn);
            } while (System.nanoTime() - begun < TURN_NANOS && agenda.awaitSurplus(IDLE_NANOS));
            connection.giveBack();
            backoff.reset();
        } catch (SQLException | RuntimeException | Error e) {
            LOG.debug("{}: could not write beside the loop", settings.name(), e);
            connection.discard();
            agenda.pauseSurplus(backoff.next());
        }
    }

    private void write(Connection connection) throws SQLException {
        List<Settled<D, S>> settled = agenda.takeSurplus();
        if (settled.isEmpty()) {
            return;
        }
        boolean written = false;
        try {
            List<S> settlements = settled.stream().map(Settled::settlement).toList();
            lostLeases.addAndGet(
                    store.settleAndFetch(connection, settlements, 0).lost());
            written = true;
        } finally {
            if (written) {
                agenda.surplusWritten(settled);
            } else {
                agenda.surplusFailed(settled);
            }
        }
    }
}
