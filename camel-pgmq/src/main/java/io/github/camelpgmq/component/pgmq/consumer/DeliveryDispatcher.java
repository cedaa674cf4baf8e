/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.util.List;

/**
 * Takes deliveries to their handlers. Thread-safe.
 *
 * @param <D> what is delivered
 * @param <S> what the end of a delivery leaves to be written
 */
public interface DeliveryDispatcher<D extends Delivery, S> {

    /** How many handlers may run at once; may change while the engine runs. */
    int concurrency();

    /**
     * Queues the delivery for a handler without waiting. The handler's thread calls {@link InFlight#start()} before it
     * does anything, and {@link InFlight#handlerDone()} when it is free again, whatever happened.
     */
    void dispatch(InFlight<D, S> inFlight);

    /** Whether more may be fetched than handlers are free, so that fast ones do not run dry. */
    default boolean readsAhead() {
        return true;
    }

    /** Queues what one fetch has brought, each by itself unless this dispatcher handles them together. */
    default void dispatchAll(List<InFlight<D, S>> fetched) {
        fetched.forEach(this::dispatch);
    }
}
