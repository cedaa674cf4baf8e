/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.util.List;

/**
 * What to do in the database; what is done is taken out of the lists.
 *
 * @param settled what to write
 * @param limit the most to fetch, may be 0
 * @param released what to give back
 * @param renew whether leases are to be renewed
 * @param wakeUps how many wake-ups there were before
 */
record Step<D extends Delivery, S>(
        List<Settled<D, S>> settled, int limit, List<InFlight<D, S>> released, boolean renew, long wakeUps) {}
