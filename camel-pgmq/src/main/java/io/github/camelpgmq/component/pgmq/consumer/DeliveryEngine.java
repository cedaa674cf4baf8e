/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;
import io.github.camelpgmq.component.pgmq.notify.Backoff;
import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop behind a consumer: one thread and one connection do all the fetching, the lease renewal and most of the
 * acknowledging. It fetches only what the handlers will soon take, and writes what they have finished in the same round
 * trip; what finishes meanwhile can be written by a {@link #surplusWriter()}.
 *
 * <p>Thread-safe. The loop itself is {@link #run()}, to be run by one thread.
 *
 * @param <D> what is fetched
 * @param <S> what the end of a delivery leaves to be written
 */
public final class DeliveryEngine<D extends Delivery, S> implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryEngine.class);

    /** An outage that comes back sooner than this is still the same one, in the log and for the pauses. */
    private static final long CALM_NANOS = Duration.ofSeconds(5).toNanos();

    private final DeliverySettings settings;
    private final DataSource dataSource;
    private final DeliveryStore<D, S> store;
    private final DeliveryDispatcher<D, S> dispatcher;
    private final Consumer<Exception> onTrouble;
    private final DeliveryAgenda<D, S> agenda;
    private final AtomicLong lostLeases = new AtomicLong();
    private final OutageLog outage = new OutageLog(LOG);
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private long failedNanos;
    private volatile String lastError;
    private volatile Instant lastRoundTrip;

    /** An engine that only logs its troubles. */
    public DeliveryEngine(
            DeliverySettings settings,
            DataSource dataSource,
            DeliveryStore<D, S> store,
            DeliveryDispatcher<D, S> dispatcher) {
        this(settings, dataSource, store, dispatcher, trouble -> {});
    }

    /**
     * @param dataSource where its connections come from; not transaction-aware
     * @param onTrouble told of every failed round trip, on the engine's thread
     */
    public DeliveryEngine(
            DeliverySettings settings,
            DataSource dataSource,
            DeliveryStore<D, S> store,
            DeliveryDispatcher<D, S> dispatcher,
            Consumer<Exception> onTrouble) {
        this.onTrouble = onTrouble;
        this.settings = settings;
        this.dataSource = dataSource;
        this.store = store;
        this.dispatcher = dispatcher;
        this.agenda = new DeliveryAgenda<>(settings, dispatcher);
    }

    /** The settings this engine was made with. */
    public DeliverySettings settings() {
        return settings;
    }

    /** Says that the queue may hold something. Quick, from any thread. */
    public void wakeUp() {
        agenda.wakeUp();
    }

    /**
     * Waits until the queue has been looked into after this call, provided that a handler is free.
     *
     * @return false if that did not happen in time, or the engine is in trouble or has ended
     */
    public boolean look(long timeoutMillis) throws InterruptedException {
        return agenda.look(timeoutMillis);
    }

    /** Stops fetching and gives back at once what no handler has started; what runs goes on. */
    public void suspend() {
        agenda.suspend();
    }

    /** Goes on fetching after {@link #suspend()}. */
    public void resume() {
        agenda.resume();
    }

    /**
     * Ends the loop: no more fetches, what waits is given back, what has finished is written.
     *
     * @param timeoutMillis how long to wait for handlers that still run
     * @return whether everything was written in time
     */
    public boolean stop(long timeoutMillis) throws InterruptedException {
        return agenda.stop(timeoutMillis);
    }

    /** Deliveries fetched and not settled yet. */
    public int inFlight() {
        return agenda.inFlight();
    }

    /**
     * Those of them that were fetched first.
     *
     * @param limit the most to return
     */
    public List<D> inFlight(int limit) {
        return agenda.inFlight(limit);
    }

    /** How often a delivery's end found its lease lost. */
    public long lostLeases() {
        return lostLeases.get();
    }

    /** Counts a lost lease that a handler's own transaction has found. */
    public void countLostLease() {
        lostLeases.incrementAndGet();
    }

    /**
     * Writes on a second connection what finishes while the loop is in the database; for a store whose writing takes about
     * as long as its fetching. To be run by one more thread, beside {@link #run()}; it ends when the engine is stopped.
     * When there is no second connection the loop writes all.
     */
    public Runnable surplusWriter() {
        return new SurplusWriter<>(settings, dataSource, store, agenda, lostLeases);
    }

    /** How it is doing. Does not ask the database. */
    public EngineStatus status() {
        return new EngineStatus(agenda.suspended(), lastRoundTrip, lastError, agenda.inFlight(), lostLeases.get());
    }

    @Override
    public void run() {
        agenda.loopBegins();
        try (EngineConnection connection = new EngineConnection(dataSource, store, settings.visibilityTimeout())) {
            while (!Thread.currentThread().isInterrupted()) {
                Step<D, S> step = agenda.awaitStep();
                if (step == null) {
                    return;
                }
                try {
                    perform(step, connection.get());
                    succeeded();
                } catch (SQLException | RuntimeException | Error e) {
                    // Also after an error such as too little memory for what was fetched: nobody would start this loop
                    // again.
                    connection.discard();
                    if (!agenda.retryLater(step, store.releasesAgain(), failed(e))) {
                        LOG.warn(
                                "{}: stopped while the database is away; {} deliveries return when their leases end",
                                settings.name(),
                                agenda.inFlight());
                        return;
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            agenda.loopEnds();
        }
    }

    private void perform(Step<D, S> step, Connection connection) throws SQLException {
        if (!step.released().isEmpty()) {
            store.release(
                    connection, step.released().stream().map(InFlight::delivery).toList());
            agenda.forget(step.released());
            step.released().clear();
        }
        if (step.renew()) {
            renew(connection);
        }
        if (!step.settled().isEmpty() || step.limit() > 0) {
            settleAndFetch(step, connection);
        }
    }

    private void settleAndFetch(Step<D, S> step, Connection connection) throws SQLException {
        long before = System.nanoTime();
        List<S> settlements = step.settled().stream().map(Settled::settlement).toList();
        DeliveryStore.Fetched<D> fetched = store.settleAndFetch(connection, settlements, step.limit());
        lostLeases.addAndGet(fetched.lost());
        agenda.forget(step.settled().stream().map(Settled::inFlight).toList());
        step.settled().clear();
        dispatcher.dispatchAll(agenda.accept(fetched.deliveries(), before));
        if (step.limit() > 0) {
            // Only a queue that is drained is asked for its next visible message.
            agenda.fetched(
                    step,
                    fetched,
                    fetched.more()
                            ? OptionalLong.empty()
                            : store.millisUntilNextVisible(connection, Duration.ofNanos(System.nanoTime() - before)));
        }
    }

    private void renew(Connection connection) throws SQLException {
        long before = System.nanoTime();
        Map<Lease, InFlight<D, S>> due = agenda.dueForRenewal(before);
        Set<Lease> held = due.isEmpty() ? Set.of() : store.renew(connection, due.keySet());
        due.forEach((lease, inFlight) -> {
            if (held.contains(lease)) {
                inFlight.renewed(before);
            } else {
                inFlight.markLost();
            }
        });
        agenda.renewed();
    }

    /** Returns how long to wait, in nanoseconds. */
    private long failed(Throwable e) {
        lastError = e instanceof Error ? OutageLog.firstLine(e.toString()) : OutageLog.describe(e);
        failedNanos = System.nanoTime();
        outage.failed(settings.name() + ": database trouble, will keep trying: {}", lastError);
        if (!(e instanceof SQLException)) {
            LOG.debug("{}: unexpected error", settings.name(), e);
        }
        tell(e instanceof Exception exception ? exception : new IllegalStateException(lastError, e));
        return backoff.next();
    }

    private void tell(Exception trouble) {
        try {
            onTrouble.accept(trouble);
        } catch (RuntimeException e) {
            LOG.warn("{}: whoever is told of troubles has failed with {}", settings.name(), e.toString());
        }
    }

    private void succeeded() {
        lastRoundTrip = Instant.now();
        lastError = null;
        if (System.nanoTime() - failedNanos >= CALM_NANOS) {
            backoff.reset();
            outage.recovered(settings.name() + ": the database is back");
        }
    }
}
