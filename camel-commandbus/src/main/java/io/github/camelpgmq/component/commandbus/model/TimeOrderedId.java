/*
 * Licensed under the Apache License, Version 2.0: https://www.apache.org/licenses/LICENSE-2.0
 * SPDX-License-Identifier: Apache-2.0
 */
package io.github.camelpgmq.component.commandbus.model;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;

/**
 * Ids whose order is that of their making: UUIDs of version 7 (RFC 9562). New rows then go to the end of an index instead of
 * to a page of their own each, which keeps the index in memory and the images of pages out of PostgreSQL's log.
 *
 * <p>The time is this machine's, to about a quarter of a microsecond (RFC 9562, section 6.2, method 3), and only decides how
 * well the index fills; the remaining 62 bits are secure random numbers. Thread-safe.
 */
public final class TimeOrderedId {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final long VERSION = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;
    private static final int RANDOM_BITS = 62;

    private TimeOrderedId() {}

    /** A new id. */
    public static UUID next() {
        return at(Instant.now(), RANDOM.nextLong());
    }

    static UUID at(Instant time, long random) {
        long fraction = (time.getNano() % 1_000_000L << 12) / 1_000_000L;
        return new UUID(time.toEpochMilli() << 16 | VERSION | fraction, VARIANT | random >>> Long.SIZE - RANDOM_BITS);
    }
}
