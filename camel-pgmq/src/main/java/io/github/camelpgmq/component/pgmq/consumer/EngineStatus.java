/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.pgmq.consumer;

import java.time.Instant;

/**
 * How an engine is doing, for health checks and consoles. Immutable.
 *
 * @param suspended whether it fetches nothing because it was told so
 * @param lastRoundTrip when the database answered last, by this JVM's clock; null if it never has
 * @param lastError the trouble it is in, in one line; null if the last round trip went well
 * @param inFlight deliveries fetched and not settled yet
 * @param lostLeases how often a delivery's end has found its lease lost
 */
public record EngineStatus(boolean suspended, Instant lastRoundTrip, String lastError, int inFlight, long lostLeases) {}
