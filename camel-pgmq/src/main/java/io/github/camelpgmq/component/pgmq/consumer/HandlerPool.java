/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

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

    private final ExecutorService executor;
    private final int size;
    private final Consumer<InFlight<D, S>> handler;

    /**
     * @param executor a pool of {@code size} threads; the caller shuts it down
     * @param handler handles one started delivery on the calling thread and settles it
     */
    public HandlerPool(ExecutorService executor, int size, Consumer<InFlight<D, S>> handler) {
        this.executor = executor;
        this.size = size;
        this.handler = handler;
    }

    @Override
    public int concurrency() {
        return size;
    }

    @Override
    public void dispatch(InFlight<D, S> inFlight) {
        try {
            executor.execute(() -> handle(inFlight));
        } catch (RejectedExecutionException e) {
            LOG.debug("Not handled, because the handler pool is shut down: {}", inFlight.delivery());
            inFlight.handlerDone();
        }
    }

    private void handle(InFlight<D, S> inFlight) {
        try {
            if (inFlight.start()) {
                handler.accept(inFlight);
            }
        } catch (RuntimeException e) {
            LOG.warn("Handling {} failed outside its route; it returns when its lease ends", inFlight.delivery(), e);
            inFlight.settle(null);
        } finally {
            inFlight.handlerDone();
        }
    }
}
