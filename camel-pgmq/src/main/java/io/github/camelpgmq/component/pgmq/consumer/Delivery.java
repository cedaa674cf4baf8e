/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import io.github.camelpgmq.component.pgmq.client.Lease;

/** One message that was fetched and leased, whatever else the store knows of it. */
public interface Delivery {

    /** The lease under which it was fetched. */
    Lease lease();

    /**
     * Whether it must be handled while nothing else of this engine is: the engine lets everything in flight finish
     * first and fetches nothing meanwhile.
     */
    default boolean exclusive() {
        return false;
    }
}
