/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus;

import io.github.camelpgmq.component.commandbus.model.CommandError;
import io.github.camelpgmq.component.commandbus.store.CommandStore;
import io.github.camelpgmq.component.commandbus.store.Completion;
import io.github.camelpgmq.component.commandbus.store.DomainUse;
import io.github.camelpgmq.component.commandbus.store.FetchedCommand;
import io.github.camelpgmq.component.commandbus.store.TypeSelection;
import io.github.camelpgmq.component.pgmq.ConnectionBudget;
import io.github.camelpgmq.component.pgmq.ConsumerStatus;
import io.github.camelpgmq.component.pgmq.ConsumerStatus.Activity;
import io.github.camelpgmq.component.pgmq.DatabaseChecks;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryDispatcher;
import io.github.camelpgmq.component.pgmq.consumer.DeliveryEngine;
import io.github.camelpgmq.component.pgmq.consumer.DeliverySettings;
import io.github.camelpgmq.component.pgmq.consumer.HandlerPool;
import io.github.camelpgmq.component.pgmq.consumer.InFlight;
import io.github.camelpgmq.component.pgmq.notify.NotificationHub;
import io.github.camelpgmq.component.pgmq.tx.StatementDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ExecutorServiceManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one delivery engine of a domain and the handlers it serves. It begins to fetch when Camel has started all routes,
 * so that no command is taken for unknown because its route is not up yet. Thread-safe.
 */
final class DomainEngine implements DeliveryDispatcher<CommandDelivery, Completion> {

    private static final Logger LOG = LoggerFactory.getLogger(DomainEngine.class);
    private static final long STOP_MILLIS = 10_000;

    /** How long after a route has come or gone a command may wait for another one that is about to start. */
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final CamelContext camel;
    private final String domain;
    private final CommandStore store;
    private final DataSource database;
    private final boolean listens;
    private final NotificationHub hub;
    private final DomainMeters meters;
    private final NotificationHub.Subscription subscription;
    private final DeliverySettings settings;
    private final DomainWatch watch;
    private final DeliveryEngine<CommandDelivery, Completion> engine;
    private final ExecutorService loopThread;
    private final ExecutorService writeThread;
    private final ExecutorService strayThread;
    private final HandlerPool<CommandDelivery, Completion> strays;
    private final Map<String, CommandHandler> handlers = new ConcurrentHashMap<>();
    private volatile Long changedNanos;
    // Handlers are added one at a time, by DomainEngines.
    private boolean writes;
    private final ReentrantLock fetching = new ReentrantLock();

    DomainEngine(CommandBusComponent component, CommandBusEndpoint endpoint, DeliverySettings settings) {
        this.camel = component.getCamelContext();
        this.domain = endpoint.getDomain();
        this.settings = settings;
        this.store = endpoint.store();
        component.prepare(store, DomainUse.HANDLE);
        this.database = component.transactions().target();
        this.listens = component.getListenDataSource() == null;
        this.hub = component.hub(database);
        this.watch = new DomainWatch(component, store, settings, this::pausesChanged);
        CommandIntake intake = new CommandIntake(
                store,
                settings.visibilityTimeout(),
                endpoint.getConfiguration().getMaxAttempts(),
                component.allowedReplyQueues());
        this.engine = new DeliveryEngine<>(
                settings,
                database,
                new CommandDeliveryStore(
                        store,
                        intake,
                        settings.visibilityTimeout(),
                        component.sentReplies(),
                        batchId -> component.batchWatches().ended(domain, batchId),
                        watch.pauses(),
                        this::runningTypes,
                        settings.pollInterval()),
                this);
        ExecutorServiceManager threads = camel.getExecutorServiceManager();
        this.strayThread = threads.newSingleThreadExecutor(this, settings.name() + "-unhandled");
        this.strays = HandlerPool.ofSingles(strayThread, 1, this::unhandled);
        this.loopThread = threads.newSingleThreadExecutor(this, settings.name() + "-fetch");
        this.writeThread = threads.newSingleThreadExecutor(this, settings.name() + "-write");
        this.subscription = hub.subscribe(Channels.domain(domain), engine::wakeUp);
        this.meters = new DomainMeters(camel, store, engine);
        meters.sample(database, component.getMetricsInterval());
    }

    /** Begins to fetch. */
    private void start() {
        watch.start();
        try {
            camel.addStartupListener((context, alreadyStarted) -> run());
        } catch (Exception e) {
            throw new CommandBusException("The engine of domain '" + domain + "' could not start", e);
        }
    }

    // Its routes may have stopped before the context has started.
    private void run() {
        if (!loopThread.isShutdown()) {
            loopThread.execute(engine);
        }
    }

    // Handlers with a transaction leave nothing to be written.
    private void startToWrite() {
        if (!writes) {
            writes = true;
            writeThread.execute(engine.surplusWriter());
        }
    }

    DeliverySettings settings() {
        return settings;
    }

    DeliveryEngine<CommandDelivery, Completion> engine() {
        return engine;
    }

    /** What is paused, as it was read last. */
    Paused paused() {
        return watch.pauses().current();
    }

    /**
     * How the consumer of a type is doing. Does not ask the database.
     *
     * @param suspended whether its route is
     */
    ConsumerStatus status(String type, boolean suspended) {
        return new ConsumerStatus(
                new ConsumerStatus.Source(
                        "domain", domain, type.equals(CommandHandler.EVERY_TYPE) ? Map.of() : Map.of("type", type)),
                suspended ? Activity.SUSPENDED : paused().includes(type) ? Activity.PAUSED : Activity.RUNNING,
                settings,
                engine.status(),
                hub.status(),
                Instant.now());
    }

    void add(String type, CommandHandler handler) {
        if (handlers.putIfAbsent(type, handler) != null) {
            throw new IllegalArgumentException("Domain '" + domain + "' has two consumers for "
                    + (type.isEmpty() ? "every type" : "type '" + type + "'") + ": keep one and raise its "
                    + "concurrentConsumers");
        }
        changed();
        try {
            reserveConnections();
            if (handlers.size() == 1) {
                start();
            }
        } catch (RuntimeException e) {
            handlers.remove(type);
            throw e;
        }
        if (handler.connections() == 0) {
            startToWrite();
        }
        pausesChanged();
    }

    /** Fetches unless the domain is paused or every handler is suspended. */
    private void pausesChanged() {
        fetching.lock();
        try {
            if (watch.pauses().current().everything()) {
                engine.suspend();
            } else if (concurrency() > 0 && !camel.isStopping()) {
                engine.resume();
            }
        } finally {
            fetching.unlock();
        }
        engine.wakeUp();
    }

    /** One to fetch and one to listen for the domain, and those of its handlers. */
    private void reserveConnections() {
        int ofHandlers =
                handlers.values().stream().mapToInt(CommandHandler::connections).sum();
        budget().reserve(this, new ConnectionBudget.Demand(settings.name(), database, ofHandlers, listens));
    }

    private ConnectionBudget budget() {
        return DatabaseChecks.of(camel).budget();
    }

    /** Removes a handler. */
    void remove(String type) {
        handlers.remove(type);
        changed();
        if (!handlers.isEmpty()) {
            reserveConnections();
        }
    }

    // While the context starts nothing is fetched, so nobody can be missing.
    private void changed() {
        if (camel.isStarted()) {
            changedNanos = System.nanoTime();
        }
    }

    private Duration untilSettled() {
        Long changed = changedNanos;
        return changed == null ? Duration.ZERO : SETTLING.minusNanos(System.nanoTime() - changed);
    }

    /** Whether it serves nobody (any more). */
    boolean isUnused() {
        return handlers.isEmpty();
    }

    /** Stops fetching when a handler is suspended for Camel's shutdown, or when it is the last one that ran. */
    void handlerSuspended() {
        fetching.lock();
        try {
            if (camel.isStopping() || concurrency() == 0) {
                engine.suspend();
            }
        } finally {
            fetching.unlock();
        }
    }

    void handlerResumed() {
        pausesChanged();
    }

    void stop() throws InterruptedException {
        budget().release(this);
        subscription.close();
        meters.close();
        try {
            if (!engine.stop(STOP_MILLIS)) {
                LOG.debug(
                        "{}: {} commands still run; they return when their leases end",
                        settings.name(),
                        engine.inFlight());
            }
        } finally {
            ExecutorServiceManager threads = camel.getExecutorServiceManager();
            threads.shutdownNow(loopThread);
            threads.shutdownNow(writeThread);
            threads.shutdownGraceful(strayThread);
            watch.stop();
        }
    }

    @Override
    public int concurrency() {
        Set<String> paused = watch.pauses().current().types();
        return handlers.entrySet().stream()
                .filter(handler -> !paused.contains(handler.getKey()))
                .mapToInt(handler -> handler.getValue().concurrency())
                .sum();
    }

    @Override
    public void dispatch(InFlight<CommandDelivery, Completion> inFlight) {
        dispatchAll(List.of(inFlight));
    }

    @Override
    public void dispatchAll(List<InFlight<CommandDelivery, Completion>> fetched) {
        Map<CommandHandler, List<InFlight<CommandDelivery, Completion>>> handled = new LinkedHashMap<>();
        for (InFlight<CommandDelivery, Completion> inFlight : fetched) {
            CommandHandler handler = handlerOf(inFlight.delivery().fetched());
            if (handler == null || handler.suspended()) {
                strays.dispatch(inFlight);
            } else {
                handled.computeIfAbsent(handler, any -> new ArrayList<>()).add(inFlight);
            }
        }
        handled.forEach(CommandHandler::dispatchAll);
    }

    /** All types without a suspended route; while the one for every type is, those that have one of their own. */
    private TypeSelection runningTypes() {
        CommandHandler every = handlers.get(CommandHandler.EVERY_TYPE);
        boolean only = every != null && every.suspended();
        Set<String> named = handlers.entrySet().stream()
                .filter(handler -> !handler.getKey().equals(CommandHandler.EVERY_TYPE)
                        && handler.getValue().suspended() != only)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
        return new TypeSelection(named, only);
    }

    private CommandHandler handlerOf(FetchedCommand fetched) {
        String type = CommandHandler.typeOf(fetched);
        CommandHandler own = type == null ? null : handlers.get(type);
        return own != null ? own : handlers.get(CommandHandler.EVERY_TYPE);
    }

    private void unhandled(InFlight<CommandDelivery, Completion> inFlight) {
        FetchedCommand fetched = inFlight.delivery().fetched();
        try (Connection connection = StatementDataSource.open(database)) {
            Duration untilSettled = untilSettled();
            if (handlerOf(fetched) != null) {
                store.leases().release(connection, List.of(fetched), settings.pollInterval());
            } else if (untilSettled.toMillis() > 0) {
                store.leases().release(connection, List.of(fetched), untilSettled);
            } else {
                store.outcomes()
                        .toTroubleshooting(
                                connection,
                                fetched,
                                new CommandError(
                                        "PERMANENT",
                                        "HANDLER_NOT_FOUND",
                                        "No route consumes from commandbus:" + domain + "/"
                                                + CommandHandler.typeOf(fetched)),
                                false);
            }
        } catch (SQLException e) {
            CommandLog.of(domain, fetched.commandId())
                    .run(() -> LOG.warn(
                            "{} could not be set aside and returns when its lease ends: {}",
                            inFlight.delivery(),
                            e.getMessage()));
        } finally {
            inFlight.settle(null);
        }
    }
}
