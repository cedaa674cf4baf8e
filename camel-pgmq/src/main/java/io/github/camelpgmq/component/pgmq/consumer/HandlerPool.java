/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.notify.OutageLog;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The handler threads of a consumer: as many handlers run at once as the pool has threads. Its queue is bounded by what
 * the engine fetches. Thread-safe.
 */
public final class HandlerPool<D extends Delivery, S> implements DeliveryDispatcher<D, S> {

    private static final Logger LOG = LoggerFactory.getLogger(HandlerPool.class);

    private final Executor executor;
    private final int capacity;
    private final boolean together;
    private final Consumer<List<InFlight<D, S>>> handler;

    private HandlerPool(Executor executor, int capacity, boolean together, Consumer<List<InFlight<D, S>>> handler) {
        this.executor = executor;
        this.capacity = capacity;
        this.together = together;
        this.handler = handler;
    }

    /**
     * A pool that handles each delivery by itself.
     *
     * @param executor a pool of {@code size} threads, or one with a thread for each task; the caller shuts it down
     * @param handler handles one started delivery on the calling thread and settles it
     */
    public static <D extends Delivery, S> HandlerPool<D, S> ofSingles(
            ExecutorService executor, int size, Consumer<InFlight<D, S>> handler) {
        return new HandlerPool<>(BoundedExecutor.of(executor, size), size, false, started -> started.forEach(handler));
    }

    /**
     * A pool that handles together what one fetch has brought.
     *
     * @param executor a pool of {@code size} threads, or one with a thread for each task; the caller shuts it down
     * @param batchSize the most deliveries of one fetch
     * @param handler handles the started deliveries, at least one, on the calling thread and settles each
     */
    public static <D extends Delivery, S> HandlerPool<D, S> ofBatches(
            ExecutorService executor, int size, int batchSize, Consumer<List<InFlight<D, S>>> handler) {
        return new HandlerPool<>(
                BoundedExecutor.of(executor, size), Math.multiplyExact(size, batchSize), true, handler);
    }

    @Override
    public int concurrency() {
        return capacity;
    }

    @Override
    public void dispatch(InFlight<D, S> inFlight) {
        submit(List.of(inFlight));
    }

    @Override
    public void dispatchAll(List<InFlight<D, S>> fetched) {
        if (!together) {
            fetched.forEach(this::dispatch);
        } else if (!fetched.isEmpty()) {
            submit(fetched);
        }
    }

    private void submit(List<InFlight<D, S>> batch) {
        try {
            executor.execute(() -> handle(batch));
        } catch (RejectedExecutionException e) {
            LOG.debug("Not handled, because the handler pool is shut down: {}", batch);
            InFlight.handlersDone(batch);
        }
    }

    private void handle(List<InFlight<D, S>> batch) {
        try {
            List<InFlight<D, S>> started =
                    batch.stream().filter(InFlight::start).toList();
            if (!started.isEmpty()) {
                handler.accept(started);
            }
        } catch (RuntimeException | Error e) {
            LOG.warn(
                    "Handling failed outside its route, what it was returns when its lease ends: {}",
                    OutageLog.firstLine(e.toString()));
            LOG.debug("Could not handle {}", batch, e);
            batch.forEach(inFlight -> inFlight.settle(null));
        } finally {
            InFlight.handlersDone(batch);
        }
    }
}
