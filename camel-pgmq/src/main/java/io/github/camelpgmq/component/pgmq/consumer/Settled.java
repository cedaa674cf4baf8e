/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

/** A delivery that has ended, and what that leaves to be written. */
record Settled<D extends Delivery, S>(InFlight<D, S> inFlight, S settlement) {}
