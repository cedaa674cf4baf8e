/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

/**
 * Told how the handling of each delivery has ended. To be quick and thread-safe, and never to throw.
 *
 * @param <O> the outcomes there are
 */
@FunctionalInterface
public interface HandlingListener<O extends Enum<O>> {

    /**
     * A handler has ended.
     *
     * @param nanos how long it took; of those that were handled together, how long that took
     */
    void handled(O outcome, long nanos);

    /**
     * Settles a delivery and tells of it, unless it is settled already.
     *
     * @param settlement what to write, or null for nothing
     */
    default <D extends Delivery, S> void settle(InFlight<D, S> delivery, S settlement, O outcome) {
        if (delivery.settle(settlement)) {
            handled(outcome, delivery.handlingNanos());
        }
    }
}
